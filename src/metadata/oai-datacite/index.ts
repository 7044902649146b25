import { escapeText } from '../../xml/build.js';
import type { XmlElement } from '../../xml/tree.js';
import { compileTable } from '../compiled-table.js';
import { dublinCoreOf } from '../dublin-core-of.js';
import { OAI_DC_FORMAT } from '../oai-dc/oai-dc-document.js';
import type { MetadataFormat, MetadataSchema, RecordIdentity, RenderedRecord } from '../schema.js';
import { checkDatacite } from './checks.js';
import {
  adviseDataciteRoot,
  DATACITE_PREFIXES,
  explainDataciteRoot,
  KERNEL_4,
  locatedVersion,
  openDatacite,
  resourceText,
} from './datacite-document.js';
import { insertDatacitePid, reviseDatacite } from './publish.js';
import { DATACITE_ELEMENTS } from './spec.js';
import type { RecordSummary } from '../summary.js';
import { summariseDatacite } from './summarise.js';
import { usedVersion } from './used-version.js';

const ENVELOPE_NAMESPACE = 'http://schema.datacite.org/oai/oai-1.1/';

/** The envelope that OpenAIRE and DataCite's own harvesters ask for. */
const OAI_DATACITE_FORMAT: MetadataFormat = {
  prefix: 'oai_datacite',
  schemaUrl: 'http://schema.datacite.org/oai/oai-1.1/oai.xsd',
  namespace: ENVELOPE_NAMESPACE,
};

/** The bare resource. All our records are kernel 4, so the format can name its real schema. */
const DATACITE_FORMAT: MetadataFormat = {
  prefix: 'datacite',
  schemaUrl: 'http://schema.datacite.org/meta/kernel-4/metadata.xsd',
  namespace: KERNEL_4,
};

const TABLE = compileTable(DATACITE_ELEMENTS, DATACITE_PREFIXES);

/** DataCite kernel 4.0 to 4.7, bare or in an oai_datacite envelope (onedata.md 4.6, datacite.md 3 and 4.1). */
export const oaiDatacite: MetadataSchema = {
  name: 'oai_datacite',
  title: 'DataCite',
  formats: [OAI_DATACITE_FORMAT, DATACITE_FORMAT, OAI_DC_FORMAT],
  prefixes: DATACITE_PREFIXES,
  elements: DATACITE_ELEMENTS,
  open: openDatacite,
  explainRoot: explainDataciteRoot,
  adviseRoot: adviseDataciteRoot,
  check: checkDatacite,
  revise: reviseDatacite,
  insertPid: insertDatacitePid,
  disseminate,
  summarise: summariseDatacite,
};

function disseminate(record: XmlElement, identity: RecordIdentity, summary: RecordSummary): RenderedRecord[] {
  const resource = resourceText(record);
  return [
    { prefix: OAI_DATACITE_FORMAT.prefix, payload: envelope(record, resource, identity) },
    { prefix: DATACITE_FORMAT.prefix, payload: resource },
    { prefix: OAI_DC_FORMAT.prefix, payload: dublinCoreOf(summary, identity) },
  ];
}

/** The payload declares its own namespaces, as every harvester that cuts it out needs. */
function envelope(record: XmlElement, resource: string, { options }: RecordIdentity): string {
  const used = usedVersion(record, TABLE);
  const located = locatedVersion(record) ?? used;
  const location = `${ENVELOPE_NAMESPACE} ${OAI_DATACITE_FORMAT.schemaUrl}`;
  return `<oai_datacite xmlns="${ENVELOPE_NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="${location}">
    <schemaVersion>${located > used ? located : used}</schemaVersion>
    <datacentreSymbol>${escapeText(options?.datacentreSymbol ?? 'WAYMARK')}</datacentreSymbol>
    <payload>
${resource}
    </payload>
</oai_datacite>`;
}
