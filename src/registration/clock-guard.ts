import { Clock } from '../platform/clock.js';

/** A difference between the wall clock's step and the time that really went by which is worth a word. */
const noticedJumpMs = 5000;

/**
 * A clock that never goes back: retries and leases of this room count on it. While the wall clock stands behind what was
 * told before, time goes on by itself until the wall clock has caught up.
 */
export class ClockGuard extends Clock {
  private toldMs: number;
  private wallMs: number;
  private monotonicMs: number;

  /**
   * @param jumped told of each step of the wall clock of more than 5 s, in milliseconds, negative when it went back
   * @param monotonic milliseconds that only grow
   */
  constructor(
    private readonly clock: Clock,
    private readonly jumped: (byMs: number) => void,
    private readonly monotonic: () => number = () => performance.now(),
  ) {
    super();
    this.wallMs = clock.now().getTime();
    this.toldMs = this.wallMs;
    this.monotonicMs = monotonic();
  }

  override now(): Date {
    const wallMs = this.clock.now().getTime();
    const monotonicMs = this.monotonic();
    const passedMs = monotonicMs - this.monotonicMs;
    const jumpMs = Math.round(wallMs - this.wallMs - passedMs);
    if (Math.abs(jumpMs) > noticedJumpMs) this.jumped(jumpMs);
    [this.wallMs, this.monotonicMs] = [wallMs, monotonicMs];
    this.toldMs = wallMs >= this.toldMs ? wallMs : Math.max(wallMs, Math.floor(this.toldMs + passedMs));
    return new Date(this.toldMs);
  }

  /** Tells no instant before this one: what a former process has written down lies behind us. */
  notBefore(instant: Date): void {
    const aheadMs = instant.getTime() - this.now().getTime();
    if (aheadMs > noticedJumpMs) this.jumped(-aheadMs);
    this.toldMs = Math.max(this.toldMs, instant.getTime());
  }
}
