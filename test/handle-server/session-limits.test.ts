import { describe, expect, it } from '@jest/globals';
import { HandleSessions } from '../../src/handle-server/sessions.js';
import { FakeClock } from '../support/clock.js';

const minute = 60_000;

describe('sessions in memory', () => {
  it('end after ten idle minutes, or a day', () => {
    const clock = new FakeClock();
    const sessions = new HandleSessions(clock);
    const { id } = sessions.create('192.0.2.1');
    for (let used = 0; used < 143; used++) {
      clock.advance(10 * minute);
      expect(sessions.use(id)?.id).toBe(id);
    }
    clock.advance(10 * minute + 1);
    expect(sessions.use(id)).toBeUndefined();
    const idle = sessions.create('192.0.2.1');
    clock.advance(10 * minute + 1);
    expect(sessions.use(idle.id)).toBeUndefined();
    const worn = sessions.create('192.0.2.1');
    for (let used = 0; used < 144; used++) {
      clock.advance(10 * minute);
      sessions.use(worn.id);
    }
    clock.advance(1);
    expect(sessions.use(worn.id)).toBeUndefined();
  });

  it('are a hundred of an address: the oldest makes room', () => {
    const sessions = new HandleSessions(new FakeClock());
    const ids = Array.from({ length: 101 }, () => sessions.create('192.0.2.1').id);
    const other = sessions.create('192.0.2.2').id;
    expect(sessions.use(ids[0]!)).toBeUndefined();
    expect([ids[1]!, ids[100]!, other].map((id) => sessions.use(id)?.id)).toEqual([ids[1], ids[100], other]);
  });

  it('are a hundred of an address: those that nobody authenticated make room first', () => {
    const sessions = new HandleSessions(new FakeClock());
    const known = sessions.create('192.0.2.1', { handle: '21.T1/ADMIN', index: 300 });
    for (let refused = 0; refused < 300; refused++) sessions.create('192.0.2.1');
    expect(sessions.use(known.id)).toBe(known);
  });

  it('are ten thousand in all: those that nobody authenticated make room first', () => {
    const sessions = new HandleSessions(new FakeClock());
    const known = sessions.create('first', { handle: '21.T1/ADMIN', index: 300 });
    const ids = Array.from({ length: 10_000 }, (_, n) => sessions.create(`address ${n}`).id);
    expect(sessions.use(known.id)?.identity?.index).toBe(300);
    expect(sessions.use(ids[0]!)).toBeUndefined();
    expect(sessions.use(ids[1]!)?.id).toBe(ids[1]);
  });

  it('spend a challenge once, within a minute', () => {
    const clock = new FakeClock();
    const sessions = new HandleSessions(clock);
    const session = sessions.create('192.0.2.1');
    const first = session.nonce;
    expect(sessions.spendNonce(session)).toEqual(first);
    expect(session.nonce).not.toEqual(first);
    clock.advance(minute + 1);
    expect(sessions.spendNonce(session)).toBeUndefined();
  });
});
