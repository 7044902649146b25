import { describe, expect, it } from '@jest/globals';
import { prepareRecord, validateRecord } from '../../src/metadata/prepare.js';
import { findSchema, schemaOfDocument } from '../../src/metadata/schemas.js';
import { unwrap } from '../../src/metadata/unwrap.js';
import { xsdComplaints } from './official-xsd.js';
import { hasShared, sharedRecords } from './shared-files.js';

const oaiDc = findSchema('oai_dc')!;
const identity = {
  pid: '10.5072/x',
  publicHandle: 'doi:10.5072/x',
  landingUrl: 'https://example.org/share/x',
};

describe('the oai_dc records of shared/records', () => {
  const documents = sharedRecords('oai_dc').flatMap(({ name, bytes }) =>
    unwrap(bytes).documents.map((document, at) => ({ name: `${name} #${at + 1}`, xml: document.xml })),
  );
  const qualified = documents.filter(({ xml }) => xml.includes('qualifieddc'));
  const simple = documents.filter(({ xml }) => !xml.includes('qualifieddc'));

  (hasShared ? it : it.skip)('are 28 documents, two of them qualified Dublin Core, which is refused', () => {
    expect(documents).toHaveLength(28);
    expect(
      qualified.map(({ xml }) => validateRecord(oaiDc, xml).problems.map((problem) => problem.rule)),
    ).toEqual([['wrong-root'], ['wrong-root']]);
  });

  (hasShared ? it : it.skip)('are accepted, disseminated XSD-valid, and unchanged by a second pass', () => {
    for (const { name, xml } of simple) {
      expect({ name, schema: schemaOfDocument(xml)?.name }).toEqual({ name, schema: 'oai_dc' });
      const prepared = prepareRecord(oaiDc, xml, identity);
      if (!prepared.valid) throw new Error(`${name}: ${JSON.stringify(prepared.problems)}`);
      const [dissemination] = prepared.disseminations;
      expect({ name, complaints: xsdComplaints('oai/oai_dc.xsd', dissemination!.payload) }).toEqual({
        name,
        complaints: [],
      });
      const again = prepareRecord(oaiDc, prepared.metadata, identity);
      expect(again).toMatchObject({
        valid: true,
        metadata: prepared.metadata,
        disseminations: prepared.disseminations,
      });
    }
  });

  (hasShared ? it : it.skip)('that are not well-formed are refused', () => {
    const broken = sharedRecords('invalid').find(({ name }) => name === 'ingestion3--vt.xml')!;
    expect(unwrap(broken.bytes).faults).toMatchObject([{ rule: 'xml-unbound-prefix', line: 27 }]);
  });
});
