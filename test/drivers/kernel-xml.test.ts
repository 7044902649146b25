import { describe, expect, it } from '@jest/globals';
import { kernelXmlOf } from '../../src/drivers/datacite/kernel-xml.js';
import { markAmong, withMark } from '../../src/drivers/datacite/kernel-mark.js';
import { PidDriverError } from '../../src/pid/driver.js';
import { kernel4, targetUnder } from '../support/drivers.js';

const target = targetUnder('10.5072', 'x', 3);
const mark = 'waymark:waymark.test:id-x:3';
const element = `<alternateIdentifier alternateIdentifierType="Waymark">${mark}</alternateIdentifier>`;
const dublinCore = (inner: string) =>
  `<?xml version="1.0" encoding="utf-8" ?>\n<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">${inner}</metadata>`;
const ofSchema = (xml: string) => ({ ...target, metadata: { schema: 'oai_dc', xml, summary: '{}' } });

describe('what is sent to DataCite', () => {
  it('is the record itself with our mark beside its other identifiers', () => {
    const xml = kernelXmlOf(target, {});
    expect(xml).toContain(
      `<alternateIdentifiers>${element}<alternateIdentifier alternateIdentifierType="URL">`,
    );
    expect(markAmong([mark], target.mark)).toEqual(target.mark);
  });

  it.each([
    [
      'no identifiers',
      '<resource xmlns="k"><titles/></resource>',
      `<resource xmlns="k"><titles/><alternateIdentifiers>${element}</alternateIdentifiers></resource>`,
    ],
    [
      'an empty list',
      '<resource><alternateIdentifiers/></resource>',
      `<resource><alternateIdentifiers>${element}</alternateIdentifiers></resource>`,
    ],
  ])('gets the mark with %s', (_, before, after) => {
    expect(withMark(before, target.mark)).toBe(after);
  });

  it('keeps the namespace prefix of the record', () => {
    const marked = withMark(
      '<d:resource xmlns:d="k"><d:alternateIdentifiers>x</d:alternateIdentifiers></d:resource>',
      target.mark,
    );
    expect(marked).toContain(
      '<d:alternateIdentifiers><d:alternateIdentifier alternateIdentifierType="Waymark">',
    );
  });

  it('tells a stranger’s mark from ours', () => {
    expect(
      markAmong(['waymark:waymark.test:other:3', 'waymark:elsewhere:id-x:3', 'x'], target.mark),
    ).toBeUndefined();
  });

  it('is a kernel-4 record also for Dublin Core', () => {
    const full =
      '<dc:title>T</dc:title><dc:creator>Doe, Jane</dc:creator><dc:publisher>P</dc:publisher><dc:date>2026</dc:date>';
    const xml = kernelXmlOf(ofSchema(dublinCore(full)), {});
    expect(xml).toContain('http://datacite.org/schema/kernel-4');
    expect(xml).toContain(mark);
    expect(xml).toContain('>10.5072/x<');
  });

  it('takes publisher and year from the service and the handle where the record has none', () => {
    const poor = ofSchema(dublinCore('<dc:title>T</dc:title><dc:creator>Doe, Jane</dc:creator>'));
    const xml = kernelXmlOf(poor, { publisher: 'Institute' });
    expect(xml).toContain('Institute');
    expect(xml).toContain('<publicationYear>2026</publicationYear>');
  });

  it('is refused for good when the record lacks what DataCite demands', () => {
    const nameless = ofSchema(dublinCore('<dc:title>T</dc:title>'));
    expect(() => kernelXmlOf(nameless, {})).toThrow(PidDriverError);
    expect(() => kernelXmlOf(nameless, {})).toThrow(/creator, publisher/);
  });

  it('is never our own test record by accident', () => {
    expect(kernel4).not.toContain('waymark:');
  });
});
