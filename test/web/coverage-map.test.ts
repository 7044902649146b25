import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { takeIn } from '../../src/metadata/take-in.js';
import { coverageMap, hasMap } from '../../src/web/map/coverage-map.js';
import { extentOf, shapesOf } from '../../src/web/map/extent.js';

const baltic = { box: { west: 14, east: 19, south: 54, north: 55 } };
const degrees = (most: number) => fc.double({ min: -most, max: most, noNaN: true });
const point = fc.record({ latitude: degrees(90), longitude: degrees(180) });
const box = fc.record({ west: degrees(180), east: degrees(180), south: degrees(90), north: degrees(90) });
const place = fc.oneof(
  fc.record({ point }),
  fc.record({ box }),
  fc.record({ polygon: fc.array(point, { maxLength: 8 }) }),
);

describe('the map of a record', () => {
  it('shows its box with the degrees around it', () => {
    const svg = coverageMap([baltic]);
    expect(svg.match(/<polygon/g)).toHaveLength(1);
    for (const label of ['14° E', '16° E', '18° E', '54° N', '55° N'])
      expect(svg).toContain(`>${label}</text>`);
  });

  it('shows a box over the 180th meridian as its two halves', () => {
    const [left, right] = shapesOf([{ box: { west: 170, east: -170, south: -20, north: -10 } }]);
    expect([left, right]).toMatchObject([
      { extent: { west: 170, east: 180 } },
      { extent: { west: -180, east: -170 } },
    ]);
  });

  it.each([
    [[]],
    [[{ place: 'somewhere' }]],
    [[{ point: { latitude: 95, longitude: 0 } }]],
    [[{ box: { west: 0, east: 1, south: 5, north: 4 } }]],
    [[{ polygon: [{ latitude: 1, longitude: 1 }] }]],
  ])('there is none of %j', (places) => {
    expect(hasMap(places)).toBe(false);
  });

  it('is well-formed, and all of its shapes are on it, whatever the places are', () => {
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 5 }), (places) => {
        fc.pre(hasMap(places));
        const svg = coverageMap(places);
        expect(takeIn(svg)).toMatchObject({ accepted: true });
        expect(svg).not.toMatch(/NaN|Infinity/);
        const { west, east, south, north } = extentOf(shapesOf(places));
        expect(east - west).toBeCloseTo(2 * (north - south), 6);
        const drawn = [...svg.matchAll(/points="([^"]+)"/g)].flatMap(([, points = '']) => points.split(' '));
        for (const pair of drawn) {
          const [x = Number.NaN, y = Number.NaN] = pair.split(',').map(Number);
          expect(x >= 0 && x <= 640 && y >= 0 && y <= 320).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });
});
