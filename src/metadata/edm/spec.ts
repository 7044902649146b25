import { ONE, type ElementSpec } from '../spec.js';
import { AGGREGATION, PROVIDED_CHO } from './cho-rows.js';
import { CONTEXT_CLASSES, WEB_RESOURCE } from './context-rows.js';

/** Europeana Data Model, external profile: what a provider sends (EDM.xsd and the Schematron rules in it). */
export const EDM_ELEMENTS: ElementSpec = {
  name: 'rdf:RDF',
  help: 'An EDM record.',
  level: 'required',
  occurs: ONE,
  content: 'elements',
  order: 'any',
  children: [PROVIDED_CHO, AGGREGATION, WEB_RESOURCE, ...CONTEXT_CLASSES],
};
