import { serialise } from '../../xml/build.js';
import { withAttribute } from '../../xml/edit.js';
import { childElements, makeAttribute, XSI_NAMESPACE, type XmlElement } from '../../xml/tree.js';
import { dublinCoreOf } from '../dublin-core-of.js';
import { OAI_DC_FORMAT } from '../oai-dc/oai-dc-document.js';
import type { MetadataFormat, MetadataSchema, RecordIdentity, RenderedRecord, RootFault } from '../schema.js';
import { checkEdm } from './checks.js';
import { EDM, EDM_PREFIXES, ORE, RDF } from './edm-document.js';
import { insertEdmPid, reviseEdm } from './publish.js';
import { EDM_ELEMENTS } from './spec.js';
import type { RecordSummary } from '../summary.js';
import { summariseEdm } from './summarise.js';
import { lookUp } from '../../xml/look-up.js';

/** The root is rdf:RDF while the namespace of the format is EDM's: so Europeana's harvesters know it. */
const EDM_FORMAT: MetadataFormat = {
  prefix: 'edm',
  schemaUrl: 'http://www.europeana.eu/schemas/edm/EDM.xsd',
  namespace: EDM,
};

/** Europeana Data Model, external profile (onedata.md 4.5, datacite.md 4.5). */
export const edm: MetadataSchema = {
  name: 'edm',
  title: 'Europeana Data Model',
  formats: [EDM_FORMAT, OAI_DC_FORMAT],
  prefixes: EDM_PREFIXES,
  elements: EDM_ELEMENTS,
  open: (root) => (isRdf(root) && !isInternal(root) ? { record: root } : undefined),
  explainRoot: explainInternal,
  adviseRoot,
  check: checkEdm,
  revise: reviseEdm,
  insertPid: insertEdmPid,
  disseminate,
  summarise: summariseEdm,
};

function isRdf(root: XmlElement): boolean {
  return root.name === 'RDF' && root.namespace === RDF;
}

/** Proxies and Europeana's own aggregation exist only in what Europeana stores. */
function isInternal(root: XmlElement): boolean {
  return (
    childElements(root, 'Proxy', ORE).length > 0 ||
    childElements(root, 'EuropeanaAggregation', EDM).length > 0
  );
}

function adviseRoot(root: XmlElement): string | undefined {
  if (root.name !== 'RDF' && root.namespace !== EDM && root.namespace !== ORE) return undefined;
  return `it looks like EDM: schema edm takes edm:ProvidedCHO, ore:Aggregation and the rest inside rdf:RDF (namespace ${RDF})`;
}

function explainInternal(root: XmlElement): RootFault[] {
  if (!isRdf(root) || !isInternal(root)) return [];
  const message =
    'this is EDM in the internal profile (ore:Proxy), as Europeana stores it; send the external profile with its statements in edm:ProvidedCHO';
  return [
    { rule: 'edm-internal-profile', message },
    ...repeated(root, 'ProvidedCHO', EDM),
    ...repeated(root, 'Aggregation', ORE),
  ];
}

function repeated(root: XmlElement, name: string, namespace: string): RootFault[] {
  const count = childElements(root, name, namespace).length;
  if (count <= 1) return [];
  return [
    {
      rule: 'element-repeated',
      message: `${count} ${lookUp(EDM_PREFIXES, namespace) ?? ''}:${name}; a record describes one object`,
    },
  ];
}

function disseminate(record: XmlElement, identity: RecordIdentity, summary: RecordSummary): RenderedRecord[] {
  const location = makeAttribute('schemaLocation', '', XSI_NAMESPACE);
  const located = withAttribute(record, location, `${RDF} ${EDM_FORMAT.schemaUrl}`);
  return [
    { prefix: EDM_FORMAT.prefix, payload: serialise(located, EDM_PREFIXES) },
    { prefix: OAI_DC_FORMAT.prefix, payload: dublinCoreOf(summary, identity) },
  ];
}
