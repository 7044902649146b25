/** Namespaces that more than one schema writes. */
export const DC = 'http://purl.org/dc/elements/1.1/';
export const DCTERMS = 'http://purl.org/dc/terms/';
export const OAI_DC = 'http://www.openarchives.org/OAI/2.0/oai_dc/';
export const OAI_PMH = 'http://www.openarchives.org/OAI/2.0/';
