import type { NewHandleValue } from './records.js';

/** Response codes of the handle protocol that this server uses. Source: RFC 3652 section 2.2.2.3, handle.net 9. */
export const responseCodes = {
  success: 1,
  error: 2,
  busy: 3,
  protocolError: 4,
  notSupported: 5,
  handleNotFound: 100,
  handleExists: 101,
  invalidHandle: 102,
  valuesNotFound: 200,
  valueExists: 201,
  invalidValue: 202,
  notResponsible: 301,
  invalidAdmin: 400,
  authenticationNeeded: 402,
  authenticationFailed: 403,
} as const;

/** The name of a response code. */
export type ResponseName = keyof typeof responseCodes;
export type FailureName = Exclude<ResponseName, 'success'>;

/** HTTP status of each failure of a write; a read answers `valuesNotFound` with 200. */
const statuses: Record<FailureName, number> = {
  error: 500,
  busy: 503,
  protocolError: 400,
  notSupported: 501,
  handleNotFound: 404,
  handleExists: 409,
  invalidHandle: 400,
  valuesNotFound: 400,
  valueExists: 409,
  invalidValue: 400,
  notResponsible: 400,
  invalidAdmin: 403,
  authenticationNeeded: 401,
  authenticationFailed: 401,
};

/** The one error of the handle faces: a response code with a sentence. Each face shows it in its own shape. */
export class HandleError extends Error {
  readonly status: number;

  constructor(
    override readonly name: FailureName,
    message: string,
    /** What differs from the code's usual HTTP status, and headers of the answer. */
    readonly extra: { status?: number; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.status = extra.status ?? statuses[name];
  }
}

/** What became of one change: done, or refused for a reason that the client is told. Changes never throw for these. */
export type ChangeOutcome =
  | { done: true; name: string; created: boolean; values: readonly NewHandleValue[] }
  | { done: false; failure: HandleError };

/** A refused change. */
export function refused(name: FailureName, message: string): ChangeOutcome {
  return { done: false, failure: new HandleError(name, message) };
}
