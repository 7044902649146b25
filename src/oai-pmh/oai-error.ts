/** The error codes of OAI-PMH 2.0, section 3.6. */
export type OaiErrorCode =
  | 'badArgument'
  | 'badResumptionToken'
  | 'badVerb'
  | 'cannotDisseminateFormat'
  | 'idDoesNotExist'
  | 'noMetadataFormats'
  | 'noRecordsMatch'
  | 'noSetHierarchy';

/** One thing that is wrong with a request, with a text for people. */
export interface OaiFault {
  code: OaiErrorCode;
  message: string;
}

/** A request that OAI-PMH answers with errors; the most telling first, since some harvesters read only that. */
export class OaiError extends Error {
  readonly faults: readonly OaiFault[];
  /** Whole second that the answer holds for; undefined when the feed was not asked. */
  readonly highWater: string | undefined;

  constructor(faults: OaiFault | readonly OaiFault[], highWater?: string) {
    const all = 'code' in faults ? [faults] : faults;
    super(all.map(({ code, message }) => `${code}: ${message}`).join('; '));
    this.faults = all;
    this.highWater = highWater;
  }
}
