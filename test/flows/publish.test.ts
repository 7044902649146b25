import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { createShare, dublinCore, localServiceId, publish, register } from '../support/factories.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(async () => {
  await app.close();
});

describe('publishing a share', () => {
  it('answers 201 with Location, id and public handle once the handle is registered and in the feed', async () => {
    const shareId = await createShare(app);
    const answer = await register(app, { shareId, metadata: dublinCore('Snow depths') });
    expect(answer.status).toBe(201);
    expect(answer.json).toMatchObject({ state: 'registered' });
    expect(answer.headers.get('location')).toBe(
      `${app.url}/api/v3/onezone/user/handles/${answer.json.handleId}`,
    );
    expect(answer.json.publicHandle).toMatch(new RegExp(`^${app.url}/21\\.T99999/[0-9a-z-]+$`));
  });

  it('puts landing page and PID into the metadata, the PID first', async () => {
    const { handleId, publicHandle, shareId } = await publish(app);
    const { json } = await app.call('GET', `/handles/${handleId}`);
    const identifiers = [...json.metadata.matchAll(/<dc:identifier>([^<]*)<\/dc:identifier>/g)].map(
      ([, text]) => text,
    );
    expect(identifiers).toEqual([publicHandle, `${app.url}/share/${shareId}`]);
  });

  it("accepts the register example of Onezone's API reference", async () => {
    const shareId = await createShare(app);
    const metadata =
      '<?xml version="1.0" encoding="utf-8" ?><metadata><dc:contributor>John Doe</dc:contributor></metadata>';
    const answer = await app.call('POST', '/handles', {
      body: {
        handleServiceId: await localServiceId(app),
        resourceType: 'Share',
        resourceId: shareId,
        metadataPrefix: 'oai_dc',
        metadata,
      },
    });
    expect(answer.status).toBe(201);
    const { json } = await app.call('GET', `/handles/${answer.json.handleId}/public`);
    expect(json).toMatchObject({ metadataPrefix: 'oai_dc', metadataSchema: 'oai_dc', resourceId: shareId });
    expect(json.metadata).toContain('<dc:contributor>John Doe</dc:contributor>');
    expect(json).not.toHaveProperty('creator');
  });

  it('lets a share have one handle', async () => {
    const { shareId } = await publish(app);
    const second = await register(app, { shareId });
    expect([second.status, second.json.error.id]).toEqual([409, 'alreadyExists']);
  });
});
