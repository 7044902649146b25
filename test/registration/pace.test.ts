import { describe, expect, it } from '@jest/globals';
import { paceOf, roomFor, spend } from '../../src/registration/pace.js';

describe('the pace of a service', () => {
  it.each([
    ['production', {}, 3000],
    ['test', { system: 'test' }, 750],
  ])('keeps to what DataCite grants in 5 minutes: %s', (_, properties, granted) => {
    const pace = paceOf('datacite-rest', properties, undefined);
    const start = pace.refilledAt;
    let attempts = 0;
    for (let ms = 0; ms < 300_000; ms += 50) {
      const room = roomFor(pace, 0, start + ms);
      spend(pace, room);
      attempts += room;
    }
    // An update asks three times.
    expect(attempts * 3).toBeLessThanOrEqual(granted);
    expect(attempts * 3).toBeGreaterThan(granted * 0.75);
  });

  it('lets a single attempt through where its requests are more than a second grants', () => {
    const pace = paceOf('datacite-mds', { host: 'https://mds.test.datacite.org' }, undefined);
    expect(roomFor(pace, 0, pace.refilledAt)).toBe(1);
    spend(pace, 1);
    expect([roomFor(pace, 0, pace.refilledAt + 1000), roomFor(pace, 0, pace.refilledAt + 1000)]).toEqual([
      0, 1,
    ]);
  });

  it('has room for as many as run at one time where no limit is set', () => {
    const pace = paceOf('handle-http', { maxConcurrent: 5 }, undefined);
    expect(roomFor(pace, 2)).toBe(3);
  });
});
