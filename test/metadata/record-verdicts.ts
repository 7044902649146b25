import type { MetadataSchema } from '../../src/metadata/schema.js';
import { findSchema } from '../../src/metadata/schemas.js';
import { unwrap } from '../../src/metadata/unwrap.js';
import { readmeOfRecords, sharedRecords } from './shared-files.js';

/** A record of shared/records, unwrapped. */
export interface TestDocument {
  name: string;
  xml: string;
  schema: MetadataSchema;
  /** Error rules expected; empty for a record that must be accepted. */
  expected: string[];
}

/** Error rules that each refused record must show; the reasons are those of shared/records/README.md. */
export const INVALID_RECORDS: Readonly<Record<string, string[]>> = {
  'b2find--SET_1-0aa871e7.xml': ['element-missing', 'element-unknown'],
  // Its one fault is the missing identifier, which the registry writes: accepted, as the verdict table has it.
  'b2find--SET_1-feeb0259.xml': [],
  'bolognese--datacite-example-relateditems.xml': ['xml-not-well-formed'],
  'clarin--doi_10_18710_ADPC3A.xml': ['attribute-unknown'],
  'dash--dataone-ark_c5146_r36k55-mrt-datacite.xml': ['kernel-unsupported'],
  'ecloud--Lithuania_4.xml': ['edm-aggregated-cho'],
  'ecloud--broken.xml': ['xml-not-well-formed'],
  'europeana-archaeology-api--edm1.xml': ['element-missing', 'edm-rights'],
  'ingestion3--vt.xml': ['xml-unbound-prefix'],
  'lupo--datacite_malformed_creator_name_type.xml': ['value-not-in-list'],
  'metissandbox--record-missing-id.xml': ['element-missing'],
  'uim-europeana--Item_49837132.xml': ['edm-internal-profile', 'element-repeated'],
};

const SCHEMA_OF_FOLDER: Readonly<Record<string, string>> = {
  datacite: 'oai_datacite',
  oai_dc: 'oai_dc',
  edm: 'edm',
};

/** The documents of shared/records but for the invalid ones, each with its verdict. */
export function readableRecords(): TestDocument[] {
  const remarks = remarksOfReadme();
  return Object.entries(SCHEMA_OF_FOLDER).flatMap(([folder, schemaName]) =>
    sharedRecords(folder).flatMap(({ name, bytes }) =>
      unwrap(bytes).documents.map(({ xml }) => ({
        name: `${folder}/${name}`,
        xml,
        schema: findSchema(schemaName)!,
        expected: expectedRules(remarks.get(`${folder}/${name}`)),
      })),
    ),
  );
}

/** By folder and name, what stands in brackets behind a record: `- `name` [remark] …` under `## folder`. */
function remarksOfReadme(): ReadonlyMap<string, string> {
  const remarks = new Map<string, string>();
  for (const section of readmeOfRecords().split(/^## /m).slice(1)) {
    const folder = /^\S+/.exec(section)?.[0] ?? '';
    for (const [, name = '', remark = ''] of section.matchAll(/^- `([^`]+)` \[([^\]]+)\]/gm))
      remarks.set(`${folder}/${name}`, remark);
  }
  return remarks;
}

/** What the README says of a record in brackets, and the rule of the error that it means; the others are accepted. */
const REFUSED: Readonly<Record<string, string>> = {
  '2.1': 'kernel-unsupported',
  '2.2': 'kernel-unsupported',
  '3': 'kernel-unsupported',
  oai_qdc: 'wrong-root',
  internal: 'edm-internal-profile',
};
const ACCEPTED: readonly string[] = ['4', 'oai_dc bare', 'oai_dc in an OAI envelope', 'external'];

function expectedRules(remark: string | undefined): string[] {
  const rule = REFUSED[remark ?? ''];
  if (rule !== undefined) return [rule];
  if (remark === undefined || !ACCEPTED.includes(remark)) throw new Error(`the README says ${remark}`);
  return [];
}
