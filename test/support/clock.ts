import { Clock } from '../../src/platform/clock.js';

/** A clock that stands still until it is told to move. */
export class FakeClock extends Clock {
  constructor(private instant = new Date('2026-11-22T08:00:00.000Z')) {
    super();
  }

  now(): Date {
    return this.instant;
  }

  /** Moves on by so many milliseconds. */
  advance(milliseconds: number): void {
    this.instant = new Date(this.instant.getTime() + milliseconds);
  }
}
