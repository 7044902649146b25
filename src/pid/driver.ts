import type { OwnershipMark } from './ownership.js';

/** What a PID should be outside: always the full state, so that every call is an idempotent replacement. */
export interface PidTarget {
  /** `prefix/suffix`. */
  pid: string;
  /** The PID as Onezone prints it. */
  publicHandle: string;
  /** Landing page. */
  url: string;
  /** Where the PID leads after its withdrawal. */
  tombstoneUrl: string;
  /** Where machines get the metadata. */
  metadataUrl: string;
  mark: OwnershipMark;
  /** Year in which the handle was made here; four digits. */
  createdYear: string;
  metadata: {
    /** Name of the metadata schema of `xml`. */
    schema: string;
    /** Final XML, PID in it. */
    xml: string;
    /** RecordSummary as JSON. */
    summary: string;
  };
}

/** What a driver can promise for its protocol (decision D5). */
export interface DriverPromises {
  /** `register` never overwrites an existing record, whoever made it. */
  createOnly: boolean;
  /** `inspect` can tell absent, ours and foreign apart. */
  inspect: boolean;
  /** A PID lost outside may be registered again under its name without a person's decision. */
  recreate: boolean;
}

/** What stands outside under a PID. `revision` is that of our mark; undefined when the protocol keeps none. */
export type PidInspection =
  | { found: 'absent' }
  | { found: 'ours'; revision: number | undefined; url: string | undefined }
  /** Without our mark for this handle; `mark` when it carries another one. */
  | { found: 'foreign'; mark?: OwnershipMark | undefined }
  | { found: 'unknowable' };

/** A confirmed change. `renamed` when the service chose another name than ours (handle-proxy alone). */
export interface PidApplied {
  status?: number | undefined;
  renamed?: { pid: string; publicHandle: string } | undefined;
}

/**
 * Why a call did not succeed; the class decides what happens next.
 * - exists: a create-only call found the name taken
 * - drifted: the record of a registered PID is gone outside
 * - permanent: refused with a recognisable reason
 * - doubtful: refused without one; may be the service's own fault
 * - credentials: not let in
 * - transient: may pass by itself
 * - unknown: the service may or may not have done it
 * - config: the endpoint itself is wrong (TLS, redirect, forbidden address)
 */
export type PidFailureClass =
  'exists' | 'drifted' | 'permanent' | 'doubtful' | 'credentials' | 'transient' | 'unknown' | 'config';

/** One failed call, fit to be stored and shown: no credentials, no bodies, no addresses with secrets. */
export interface PidFailure {
  class: PidFailureClass;
  /** One line for people. */
  reason: string;
  /** HTTP status, when there was an answer. */
  status?: number | undefined;
  /** The service's own wish, in milliseconds (Retry-After). */
  retryAfterMs?: number | undefined;
  /** The service asks for fewer requests (429). */
  throttled?: boolean | undefined;
}

/** The one error of drivers; the registration room turns it into an outcome. */
export class PidDriverError extends Error {
  constructor(
    readonly failure: PidFailure,
    options?: ErrorOptions,
  ) {
    super(failure.reason, options);
    this.name = 'PidDriverError';
  }
}

/** Some names that stand outside. */
export interface PidPage {
  pids: string[];
  /** For the next page; undefined = this was the last. */
  next: string | undefined;
}

/** How a service's account looks from outside. */
export interface PidCheck {
  /** One line each: what was found in order. */
  confirmed: string[];
}

/**
 * Speaks one registration protocol for one handle service. Knows no ledger. Every call is idempotent by PID, keeps to
 * the deadline of `signal`, and never touches a PID of another prefix.
 * @throws PidDriverError for every failure it foresees
 */
export interface PidDriver {
  readonly promises: DriverPromises;
  /** Tests credentials, prefix and permission; changes nothing outside. */
  check(signal: AbortSignal): Promise<PidCheck>;
  /** Creates the record. */
  register(target: PidTarget, signal: AbortSignal): Promise<PidApplied>;
  /** Replaces what we wrote; values of others stay. */
  update(target: PidTarget, signal: AbortSignal): Promise<PidApplied>;
  /** Withdraws: the PID leads to the tombstone, or is gone where the protocol deletes. Absent counts as done. */
  unregister(target: PidTarget, signal: AbortSignal): Promise<PidApplied>;
  /** Reads what stands outside. */
  inspect(target: PidTarget, signal: AbortSignal): Promise<PidInspection>;
  /**
   * Names under the service's prefix, in pages; absent where the protocol cannot list.
   * @param page what the page before answered as `next`; undefined = the first
   * @returns undefined when the account may not list
   */
  list?(page: string | undefined, signal: AbortSignal): Promise<PidPage | undefined>;
}
