import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FeedRebuild } from '../../src/feed/rebuild.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { publish } from '../support/factories.js';
import { askOai } from '../support/oai.js';
import { recordsBySchema } from '../support/records-by-schema.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({
    DATACITE_SYMBOL: 'CYFRONET.LAB',
    EDM_VIEWER_URL: 'https://viewer.example.org/',
    EDM_COLLECTION: 'EUreka3D',
  });
});
afterAll(() => app.close());

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
      (await publish(app, recordsBySchema.oai_datacite, 'oai_datacite')).handleId,
      (await publish(app, recordsBySchema.edm, 'edm')).handleId,
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
      body: { metadataSchema: 'oai_datacite', metadata: recordsBySchema.oai_datacite },
    });
    expect(report.text).toContain('CYFRONET.LAB');
  });
});
