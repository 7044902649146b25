import { describe, expect, it } from '@jest/globals';
import { emptySummary } from '../../src/metadata/summary.js';
import { evaluateFair } from '../../src/web/fair/rules.js';
import { fairTexts } from '../../src/web/fair/texts.js';
import { recordOf } from './samples.js';

describe('evaluateFair', () => {
  it('gives a complete record all 26 points, and a test PID at least 24', () => {
    expect(evaluateFair(recordOf({ isTest: false }))).toMatchObject({ earned: 26, points: 26 });
    const trial = evaluateFair(recordOf());
    expect(trial.earned).toBeGreaterThanOrEqual(24);
    expect(trial.metrics.flatMap(({ lacks }) => lacks)).toEqual(['testPid']);
  });

  it('says of a bare record what it lacks, in every language', () => {
    const bare = evaluateFair(recordOf({ summary: emptySummary(), files: [], dataUrl: undefined }));
    expect(bare.earned).toBeLessThan(15);
    const lacks = new Set(bare.metrics.flatMap((metric) => metric.lacks));
    for (const lack of [
      'title',
      'creator',
      'date',
      'publisher',
      'type',
      'summary',
      'keywords',
      'dataLink',
      'relations',
      'license',
      'openFormat',
    ] as const) {
      expect(lacks).toContain(lack);
      expect(fairTexts('en').lacks[lack]).not.toBe(fairTexts('pl').lacks[lack]);
    }
  });

  it.each([
    ['a license without an address', { rights: [{ name: 'Free' }] }, 'licenseUrl'],
    ['no description', { descriptions: [] }, 'summary'],
    [
      'relations that are no addresses',
      { relations: [{ relationType: 'Cites', identifierType: 'ISBN', identifier: 'x' }] },
      'relations',
    ],
  ])('notices %s', (_what, change, lack) => {
    const full = recordOf();
    const result = evaluateFair({ ...full, summary: { ...full.summary, ...change } });
    expect(result.metrics.flatMap(({ lacks }) => lacks)).toContain(lack);
    expect(result.earned).toBeLessThan(evaluateFair(full).earned);
  });
});
