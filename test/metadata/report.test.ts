import { describe, expect, it } from '@jest/globals';
import { Report, type Place } from '../../src/metadata/report.js';
import { makeElement, type XmlElement, type XmlNode } from '../../src/xml/tree.js';

/** A parent that counts how often one of its children is looked at. */
function countingParent(children: readonly XmlNode[]): { parent: XmlElement; looks: () => number } {
  let looks = 0;
  const watched = new Proxy(children, {
    get: (target, key, receiver): unknown => {
      if (typeof key === 'string' && /^\d+$/.test(key)) looks += 1;
      return Reflect.get(target, key, receiver);
    },
  });
  return { parent: makeElement('record', '', watched), looks: () => looks };
}

describe('the report of a document', () => {
  it('names the place among namesakes, and none for an only child', () => {
    const [first, other, only, second] = [
      makeElement('a', 'urn:1'),
      makeElement('a', 'urn:2'),
      makeElement('b', 'urn:1'),
      makeElement('a', 'urn:1'),
    ];
    const parent: Place = { element: makeElement('record', '', [first, 'text', other, only, second]) };
    const report = new Report({ 'urn:1': 'one', 'urn:2': 'two' });
    for (const element of [first, other, only, second]) report.error('rule', { element, parent }, 'message');
    expect(report.finish().map(({ xpath }) => xpath)).toEqual([
      '/record/one:a[1]',
      '/record/two:a',
      '/record/one:b',
      '/record/one:a[2]',
    ]);
  });

  it('looks at the siblings once, however many problems stand among them', () => {
    const children = Array.from({ length: 5_000 }, (_, n) => makeElement(`a${n}`, ''));
    const { parent, looks } = countingParent(children);
    const report = new Report({});
    for (const element of children)
      report.warning('rule', { element, parent: { element: parent } }, 'message');
    expect(report.finish()).toHaveLength(1_001);
    expect(looks()).toBeLessThanOrEqual(2 * children.length);
  });

  it('still lists an error behind a thousand warnings', () => {
    const element = makeElement('record', '');
    const report = new Report({});
    for (let n = 0; n < 1_500; n += 1) report.warning('rule', { element }, 'message');
    report.error('refused', { element }, 'message');
    expect(report.hasErrors).toBe(true);
    expect(report.finish().map(({ rule }) => rule)).toContain('refused');
  });
});
