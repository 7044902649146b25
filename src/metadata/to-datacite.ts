import { PROLOG, serialise } from '../xml/build.js';
import { STORED_LIMITS } from '../xml/limits.js';
import { DATACITE_PREFIXES, KERNEL_4 } from './oai-datacite/datacite-document.js';
import {
  dataciteResource,
  type DataciteDefaults,
  type RequiredProperty,
} from './oai-datacite/from-summary.js';
import type { MetadataSchema, RecordIdentity } from './schema.js';
import { takeIn } from './take-in.js';

/** A record as DataCite kernel 4, or what stands in the way. */
export interface DataciteConversion {
  /** With prolog; null while a required property is missing. */
  xml: string | null;
  /** Required properties that neither the record nor the defaults give. */
  missing: RequiredProperty[];
  /** What of the record DataCite has no place for, one sentence each. */
  losses: string[];
}

/**
 * Stored metadata of any schema as DataCite XML (datacite.md 4.4 and 4.5); DataCite records pass as they are. Throws when
 * `metadata` is not a document that `prepareRecord` has made.
 */
export function toDatacite(
  schema: MetadataSchema,
  metadata: string,
  identity: RecordIdentity,
  defaults: DataciteDefaults = {},
): DataciteConversion {
  const taken = takeIn(metadata, { limits: STORED_LIMITS });
  const opened = taken.accepted ? schema.open(taken.root) : undefined;
  if (opened === undefined) throw new Error(`stored metadata is no ${schema.name} document`);
  if (opened.record.namespace === KERNEL_4) return { xml: metadata, missing: [], losses: [] };
  const { resource, missing, losses } = dataciteResource(schema.summarise(opened.record), identity, defaults);
  const allLosses = [...(schema.lossesInDatacite?.(opened.record) ?? []), ...losses];
  const xml = missing.length > 0 ? null : PROLOG + serialise(resource, DATACITE_PREFIXES);
  return { xml, missing, losses: allLosses };
}
