import { dublinCore } from './factories.js';

const datacite = `<resource xmlns="http://datacite.org/schema/kernel-4"><creators><creator><creatorName>Doe, Jane</creatorName></creator></creators><titles><title>Snow</title></titles><publisher>Lab</publisher><publicationYear>2026</publicationYear><resourceType resourceTypeGeneral="Dataset">Data</resourceType></resource>`;
const edm = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:edm="http://www.europeana.eu/schemas/edm/" xmlns:ore="http://www.openarchives.org/ore/terms/">
  <edm:ProvidedCHO rdf:about="#cho"><dc:title>Jug</dc:title><dc:language>pl</dc:language><dc:type>pottery</dc:type><edm:type>3D</edm:type></edm:ProvidedCHO>
  <ore:Aggregation rdf:about="#agg"><edm:aggregatedCHO rdf:resource="#cho"/><edm:dataProvider>Museum</edm:dataProvider><edm:isShownAt rdf:resource="https://museum.example.org/1"/><edm:provider>Waymark</edm:provider><edm:rights rdf:resource="http://creativecommons.org/licenses/by/4.0/"/></ore:Aggregation>
</rdf:RDF>`;

/** A record that each metadata schema accepts, by the schema's name. */
export const recordsBySchema = { oai_dc: dublinCore('Tides'), oai_datacite: datacite, edm };
