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

/** A reply's bytes, in the pieces that are sent one after the other, and what the harvest log counts. */
export interface OaiReply {
  pieces: Buffer[];
  counted: {
    verb: string;
    prefix: string;
    set: string;
    records: number;
    failed: boolean;
    /** Code of the first error; empty when there is none. */
    error: string;
  };
}

/** What the harvest log counts of a request that got no answer. */
export const unanswered: OaiReply['counted'] = {
  verb: '',
  prefix: '',
  set: '',
  records: 0,
  failed: true,
  error: '',
};

const nothingCounted = { verb: '', prefix: '', set: '', records: 0, failed: false, error: '' };

const codeOf = (faults: readonly { code: string }[]) => faults[0]?.code ?? '';

/** The OAI-PMH 2.0 data provider: from the arguments of a request to the bytes of its reply. */
export class OaiProvider {
  constructor(private readonly context: OaiContext) {}

  /** The URL that harvesters ask, byte for byte. */
  get baseUrl(): string {
    return this.context.baseUrl;
  }

  /** The pieces of the reply to a request, faulty ones too. */
  async answer(raw: string): Promise<Buffer[]> {
    return (await this.reply(raw)).pieces;
  }

  /**
   * Answers a request, and says what the harvest log counts.
   * @param raw query string or form body, one character a byte
   */
  async reply(raw: string): Promise<OaiReply> {
    const { baseUrl } = this;
    const read = readRequest(raw);
    if ('faults' in read) {
      const pieces = errorReply(read.faults, this.now(), { baseUrl, attributes: {} });
      return { pieces, counted: { ...nothingCounted, failed: true, error: codeOf(read.faults) } };
    }
    const echo = { baseUrl, attributes: read.attributes };
    const { verb } = read.request;
    try {
      const answer = await this.perform(read.request);
      const { prefix = '', set = '', records = 0 } = answer.listed ?? {};
      return {
        pieces: reply(verb, answer, echo),
        counted: { ...nothingCounted, verb, prefix, set, records },
      };
    } catch (error) {
      if (!(error instanceof OaiError)) throw error;
      const failed = error.faults.some(({ code }) => code !== 'noRecordsMatch');
      const prefix = this.offered(read.attributes['metadataPrefix']);
      const pieces = errorReply(error.faults, error.highWater ?? this.now(), echo);
      return { pieces, counted: { ...nothingCounted, verb, prefix, failed, error: codeOf(error.faults) } };
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

  /** A prefix of ours; '' for an invention of the harvester, which no log should keep. */
  private offered(metadataPrefix: string | undefined): string {
    return this.context.formats.find(({ prefix }) => prefix === metadataPrefix)?.prefix ?? '';
  }

  private now(): string {
    return toSecond(this.context.now());
  }
}
