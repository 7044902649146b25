import { describe, expect, it } from '@jest/globals';
import { prepareRecord } from '../../src/metadata/prepare.js';
import { metadataSchemas } from '../../src/metadata/schemas.js';
import { recordsBySchema } from '../support/records-by-schema.js';

const identity = {
  pid: '10.5072/waymark.1',
  publicHandle: 'doi:10.5072/waymark.1',
  landingUrl: 'https://waymark.example.org/share/s1',
};
const records: Readonly<Record<string, string>> = recordsBySchema;

describe('the formats of a record', () => {
  it.each(metadataSchemas.map((schema) => [schema.name, schema] as const))(
    'are those that its schema lists, in their order: %s',
    (name, schema) => {
      const prepared = prepareRecord(schema, records[name] ?? '', identity);
      const prefixes = prepared.valid
        ? prepared.disseminations.map(({ prefix }) => prefix)
        : prepared.problems;
      expect(prefixes).toEqual(schema.formats.map(({ prefix }) => prefix));
    },
  );
});
