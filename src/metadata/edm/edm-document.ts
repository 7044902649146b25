import type { PrefixTable } from '../../xml/build.js';
import { XSI_NAMESPACE } from '../../xml/tree.js';
import { DC, DCTERMS } from '../namespaces.js';

export const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
export const EDM = 'http://www.europeana.eu/schemas/edm/';
export const ORE = 'http://www.openarchives.org/ore/terms/';
export const SKOS = 'http://www.w3.org/2004/02/skos/core#';
export const CC = 'http://creativecommons.org/ns#';
export const ODRL = 'http://www.w3.org/ns/odrl/2/';
export const WGS84 = 'http://www.w3.org/2003/01/geo/wgs84_pos#';

/** Prefixes of EDM records as Europeana writes them. */
export const EDM_PREFIXES: PrefixTable = {
  [RDF]: 'rdf',
  [EDM]: 'edm',
  [ORE]: 'ore',
  [DC]: 'dc',
  [DCTERMS]: 'dcterms',
  [SKOS]: 'skos',
  [CC]: 'cc',
  [ODRL]: 'odrl',
  [WGS84]: 'wgs84_pos',
  'http://www.w3.org/2000/01/rdf-schema#': 'rdfs',
  'http://www.w3.org/2002/07/owl#': 'owl',
  'http://xmlns.com/foaf/0.1/': 'foaf',
  'http://rdvocab.info/ElementsGr2/': 'rdaGr2',
  'http://rdfs.org/sioc/services#': 'svcs',
  'http://usefulinc.com/ns/doap#': 'doap',
  'http://www.ebu.ch/metadata/ontologies/ebucore/ebucore#': 'ebucore',
  'http://www.w3.org/ns/dqv#': 'dqv',
  'http://www.w3.org/ns/oa#': 'oa',
  'https://schema.org/': 'schema',
  [XSI_NAMESPACE]: 'xsi',
};
