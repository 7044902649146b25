/** The one source of time. Everything that needs "now" is given a Clock, so that tests can set it. */
export abstract class Clock {
  /** The present instant. */
  abstract now(): Date;
}

/** The machine's own clock. */
export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}

/**
 * An instant as it is stored: UTC, milliseconds, always 24 characters, so that text order is time order.
 * @example '2026-11-22T08:00:00.000Z'
 */
export function toInstant(date: Date): string {
  return date.toISOString();
}

/** A whole second in UTC as OAI-PMH and Onezone print it: `2026-11-22T08:00:00Z`. */
export function toSecond(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** Unix seconds of a stored instant, as Onezone prints `creationTime`. */
export function unixSeconds(instant: string): number {
  return Math.floor(Date.parse(instant) / 1000);
}
