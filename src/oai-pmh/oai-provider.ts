import { toSecond } from '../platform/clock.js';
import type { OaiContext } from './context.js';
import { OaiError } from './oai-error.js';
import { readRequest, type OaiRequest } from './request.js';
import { errorReply, reply, type VerbAnswer } from './response.js';
import { getRecord } from './verbs/get-record.js';
import { identify } from './verbs/identify.js';
import { listIdentifiers } from './verbs/list-identifiers.js';
import { listMetadataFormats } from './verbs/list-metadata-formats.js';
import { listRecords } from './verbs/list-records.js';
import { listSets } from './verbs/list-sets.js';

/** The OAI-PMH 2.0 data provider: from the arguments of a request to the bytes of its reply. */
export class OaiProvider {
  constructor(private readonly context: OaiContext) {}

  /** The URL that harvesters ask, byte for byte. */
  get baseUrl(): string {
    return this.context.baseUrl;
  }

  /**
   * Answers a request, faulty ones too, with the pieces of the reply.
   * @param raw query string or form body, one character a byte
   */
  async answer(raw: string): Promise<Buffer[]> {
    const { baseUrl } = this;
    const read = readRequest(raw);
    if ('faults' in read) return errorReply(read.faults, this.now(), { baseUrl, attributes: {} });
    const echo = { baseUrl, attributes: read.attributes };
    try {
      return reply(read.request.verb, await this.perform(read.request), echo);
    } catch (error) {
      if (!(error instanceof OaiError)) throw error;
      return errorReply(error.faults, error.highWater ?? this.now(), echo);
    }
  }

  private perform(request: OaiRequest): Promise<VerbAnswer> {
    switch (request.verb) {
      case 'Identify':
        return identify(request, this.context);
      case 'ListMetadataFormats':
        return listMetadataFormats(request, this.context);
      case 'ListSets':
        return listSets(request, this.context);
      case 'GetRecord':
        return getRecord(request, this.context);
      case 'ListIdentifiers':
        return listIdentifiers(request, this.context);
      case 'ListRecords':
        return listRecords(request, this.context);
    }
  }

  private now(): string {
    return toSecond(this.context.now());
  }
}
