import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FeedRebuild } from '../../src/feed/rebuild.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { publish } from '../support/factories.js';
import { askOai } from '../support/oai.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({
    DATACITE_SYMBOL: 'CYFRONET.LAB',
    EDM_VIEWER_URL: 'https://viewer.example.org/',
    EDM_COLLECTION: 'EUreka3D',
  });
});
afterAll(() => app.close());

const datacite = `<resource xmlns="http://datacite.org/schema/kernel-4"><creators><creator><creatorName>Doe, Jane</creatorName></creator></creators><titles><title>Snow</title></titles><publisher>Lab</publisher><publicationYear>2026</publicationYear><resourceType resourceTypeGeneral="Dataset">Data</resourceType></resource>`;
const edm = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:edm="http://www.europeana.eu/schemas/edm/" xmlns:ore="http://www.openarchives.org/ore/terms/">
  <edm:ProvidedCHO rdf:about="#cho"><dc:title>Jug</dc:title><dc:language>pl</dc:language><dc:type>pottery</dc:type><edm:type>3D</edm:type></edm:ProvidedCHO>
  <ore:Aggregation rdf:about="#agg"><edm:aggregatedCHO rdf:resource="#cho"/><edm:dataProvider>Museum</edm:dataProvider><edm:provider>Waymark</edm:provider><edm:rights rdf:resource="http://creativecommons.org/licenses/by/4.0/"/></ore:Aggregation>
</rdf:RDF>`;

const harvested = async (handleId: string, prefix: string) =>
  (
    await askOai(
      app,
      `verb=GetRecord&metadataPrefix=${prefix}&identifier=oai:waymark.example.org:${handleId}`,
    )
  ).text;

describe('the settings of an installation', () => {
  it('stand in what is published and in the report, and a rebuild leaves them there', async () => {
    const handleIds = [
      (await publish(app, datacite, 'oai_datacite')).handleId,
      (await publish(app, edm, 'edm')).handleId,
    ];
    const texts = async () =>
      Promise.all([harvested(handleIds[0] ?? '', 'oai_datacite'), harvested(handleIds[1] ?? '', 'edm')]);
    const stands = async () => {
      const [envelope, object] = await texts();
      expect(envelope).toContain('<datacentreSymbol>CYFRONET.LAB</datacentreSymbol>');
      expect(object).toContain('rdf:resource="https://viewer.example.org/"');
      expect(object).toContain('>EUreka3D</dcterms:isPartOf>');
    };
    await stands();

    await app.call('POST', '/oai_feed/rebuild');
    await app.application.nest.get(FeedRebuild).finished();
    expect((await app.call('GET', '/oai_feed/rebuild')).json).toMatchObject({
      done: 2,
      changed: 0,
      refused: [],
    });
    await stands();

    const report = await app.call('POST', '/metadata/validate', {
      body: { metadataSchema: 'oai_datacite', metadata: datacite },
    });
    expect(report.text).toContain('CYFRONET.LAB');
  });
});
