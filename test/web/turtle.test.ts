import fc from 'fast-check';
import { Parser } from 'n3';
import { expect, it } from '@jest/globals';
import { dcatDataset, dcatPrefixes } from '../../src/web/machine/dcat.js';
import { toTurtle } from '../../src/web/machine/rdf.js';
import { fullSummary, recordOf } from './samples.js';

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom('"', '\\', '\n', '\r', '\t', "'", '<', '>', '@', '^', '.', 'u0041', '\u202e'),
  }),
);

it('Turtle says to another parser what the record says, whatever its texts are', () => {
  fc.assert(
    fc.property(text, text, text, text, (title, language, name, path) => {
      const record = recordOf({
        summary: {
          ...fullSummary,
          titles: [{ value: `t${title}`, language }],
          creators: [{ name: `n${name}`, affiliations: [] }],
          dates: [{ type: 'Issued', value: title }],
          languages: [name],
          subjects: [{ value: 's', uri: `https://e.example/${path}` }],
          rights: [{ name: title, uri: `https://e.example/?${path}`, language: name }],
        },
      });
      const quads = new Parser().parse(toTurtle([dcatDataset(record)], dcatPrefixes));
      const said = quads.map(({ predicate, object }) => [predicate.value, object.value]);
      expect(said).toContainEqual(['http://purl.org/dc/terms/title', `t${title}`]);
      expect(said).toContainEqual(['http://xmlns.com/foaf/0.1/name', `n${name}`]);
    }),
    { numRuns: 300 },
  );
});
