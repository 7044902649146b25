import { describe, expect, it } from '@jest/globals';
import { ClockGuard } from '../../src/registration/clock-guard.js';
import { FakeClock } from '../support/clock.js';

/** A guard whose wall and monotonic clocks can be moved apart. */
function guarded() {
  const wall = new FakeClock();
  const jumps: number[] = [];
  let monotonicMs = 1000;
  const guard = new ClockGuard(
    wall,
    (byMs) => jumps.push(byMs),
    () => monotonicMs,
  );
  const begunAt = wall.now().getTime();
  return {
    guard,
    jumps,
    wall,
    told: () => guard.now().getTime() - begunAt,
    pass: (ms: number, wallMs = ms) => {
      monotonicMs += ms;
      wall.advance(wallMs);
    },
  };
}

describe('the clock guard', () => {
  it('tells the wall clock’s time while it only grows', () => {
    const { told, pass, jumps } = guarded();
    expect(told()).toBe(0);
    pass(700);
    expect(told()).toBe(700);
    pass(60_000);
    expect([told(), jumps]).toEqual([60_700, []]);
  });

  it('goes on by itself when the wall clock is put back, and follows it again once it has caught up', () => {
    const { told, pass, jumps } = guarded();
    pass(1000, -3_600_000);
    expect(told()).toBe(1000);
    pass(2000);
    expect([told(), jumps]).toEqual([3000, [-3_601_000]]);
    pass(1000, 3_700_000);
    expect(told()).toBe(-3_600_000 + 2000 + 3_700_000);
  });

  it('follows a leap forward, and reports it', () => {
    const { told, pass, jumps } = guarded();
    pass(10, 86_400_010);
    expect([told(), jumps]).toEqual([86_400_010, [86_400_000]]);
  });

  it('keeps small corrections to itself', () => {
    const { told, pass, jumps } = guarded();
    pass(1000, 500);
    expect(told()).toBe(500);
    pass(100, -200);
    expect([told(), jumps]).toEqual([600, []]);
  });

  it('tells nothing before what a former process has written down', () => {
    const { guard, told, wall, pass, jumps } = guarded();
    guard.notBefore(new Date(wall.now().getTime() + 30_000));
    expect([told(), jumps]).toEqual([30_000, [-30_000]]);
    pass(1000);
    expect(told()).toBe(31_000);
  });
});
