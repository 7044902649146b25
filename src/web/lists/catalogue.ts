import { dcatDataset, dcatPrefixes } from '../machine/dcat.js';
import { toJsonLd, toTurtle, type Resource } from '../machine/rdf.js';
import type { PublicRecord } from '../record/record.js';

/** A page of the registry's catalogue. */
export interface CataloguePage {
  registryName: string;
  publicUrl: string;
  records: readonly PublicRecord[];
  /** Addresses of the first page, of this one and of the next, if there is one. */
  first: string;
  here: string;
  next: string | undefined;
}

/** A page of the catalogue as Turtle. Sources: W3C DCAT 3; Hydra core vocabulary for the pages. */
export const catalogueTurtle = (page: CataloguePage): string => toTurtle(resources(page), dcatPrefixes);

/** The same as JSON-LD. */
export const catalogueJsonLd = (page: CataloguePage): string => toJsonLd(resources(page), dcatPrefixes);

function resources({ registryName, publicUrl, records, first, here, next }: CataloguePage): Resource[] {
  const name = [{ text: registryName }];
  const catalogue: Resource = {
    iri: `${publicUrl}/#catalogue`,
    types: ['dcat:Catalog'],
    properties: {
      'dct:title': name,
      'dct:description': [{ text: `Public data registered with ${registryName}`, language: 'en' }],
      'dct:publisher': [{ types: ['foaf:Agent'], properties: { 'foaf:name': name } }],
      'foaf:homepage': [{ iri: `${publicUrl}/` }],
      'dcat:dataset': records.map(({ pidUrl }) => ({ iri: pidUrl })),
    },
  };
  const view: Resource = {
    iri: here,
    types: ['hydra:PartialCollectionView'],
    properties: { 'hydra:first': [{ iri: first }], 'hydra:next': next === undefined ? [] : [{ iri: next }] },
  };
  return [catalogue, view, ...records.map(dcatDataset)];
}
