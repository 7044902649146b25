import { Injectable } from '@nestjs/common';
import { Metrics } from '../platform/metrics.js';
import type { OaiReply } from './oai-provider.js';

/** What operators watch of the harvests: requests by verb and error, records handed out by metadataPrefix. */
@Injectable()
export class OaiMetrics {
  private readonly requests;
  private readonly records;

  constructor(metrics: Metrics) {
    this.requests = metrics.counter('oai_requests_total', 'OAI-PMH requests by verb and error', [
      'verb',
      'error',
    ]);
    this.records = metrics.counter('oai_records_total', 'Records and headers sent by metadataPrefix', [
      'prefix',
    ]);
  }

  /** Counts a reply; its labels are words of the protocol, whatever was asked. */
  replied({ verb, prefix, records, error }: OaiReply['counted']): void {
    this.requests.inc({ verb, error });
    // Records tell that the prefix is one of ours, and no invention of the harvester.
    if (records > 0) this.records.inc({ prefix }, records);
  }
}
