import { prepareRecord, type Preparation } from '../../src/metadata/prepare.js';
import { metadataSchemas } from '../../src/metadata/schemas.js';
import type { MetadataSchema, RecordIdentity } from '../../src/metadata/schema.js';
import { unwrap } from '../../src/metadata/unwrap.js';
import { sharedRecords } from './shared-files.js';

/** A real record that its schema takes. */
export interface AcceptableRecord {
  schema: MetadataSchema;
  xml: string;
}

const folders: Readonly<Record<string, string>> = { oai_dc: 'oai_dc', oai_datacite: 'datacite', edm: 'edm' };

/** The records of shared/records that can be registered; none when it is missing. */
export function acceptableRecords(): AcceptableRecord[] {
  const all = metadataSchemas.flatMap((schema) =>
    sharedRecords(folders[schema.name] ?? '').flatMap(({ bytes }) =>
      unwrap(bytes).documents.map(({ xml }) => ({ schema, xml })),
    ),
  );
  return all.filter((record) => prepared(record, 'example').valid);
}

/** A record as the registry accepts it for the nth PID. */
export function prepared({ schema, xml }: AcceptableRecord, n: number | string): Preparation {
  const pid = `10.5072/waymark.${n}`;
  const identity: RecordIdentity = {
    pid,
    publicHandle: `doi:${pid}`,
    landingUrl: `https://waymark.example.org/share/s${n}`,
  };
  return prepareRecord(schema, xml, identity);
}
