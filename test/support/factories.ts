import type { Answer, Caller } from './app.js';

/** The id at the end of an answer's Location. */
export const idOf = (answer: Answer): string =>
  new URL(answer.headers.get('location') ?? '').pathname.split('/').at(-1) ?? '';

/** A Dublin Core record in Onezone's form. */
export const dublinCore = (title: string): string =>
  `<?xml version="1.0" encoding="utf-8" ?><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">` +
  `<dc:title>${title}</dc:title><dc:creator>Doe, Jane</dc:creator><dc:date>2026</dc:date></metadata>`;

/** The handle service made on first start. */
export async function localServiceId(app: Caller): Promise<string> {
  const answer = await app.call('GET', '/handle_services');
  return answer.json.handle_services[0];
}

/** A new space of the caller. */
export async function createSpace(app: Caller, token?: string): Promise<string> {
  return idOf(
    await app.call('POST', '/user/spaces', {
      body: { name: 'Test space' },
      ...(token !== undefined && { token }),
    }),
  );
}

/** A new share in a new space (or the given one) of the administrator. */
export async function createShare(app: Caller, spaceId?: string): Promise<string> {
  const space = spaceId ?? (await createSpace(app));
  const answer = await app.call('POST', `/spaces/${space}/shares`, {
    body: { name: 'Test share', targetUrl: 'https://data.example.org/sets/1' },
  });
  return idOf(answer);
}

/** Registers a handle for a share; the whole answer, whatever it is. */
export async function register(
  app: Caller,
  registration: { shareId: string; serviceId?: string; schema?: string; metadata?: string },
  token?: string,
): Promise<Answer> {
  return app.call('POST', '/user/handles', {
    body: {
      handleServiceId: registration.serviceId ?? (await localServiceId(app)),
      resourceType: 'Share',
      resourceId: registration.shareId,
      metadataSchema: registration.schema ?? 'oai_dc',
      metadata: registration.metadata ?? dublinCore('Test record'),
    },
    ...(token !== undefined && { token }),
  });
}

/** A share with a registered handle. */
export async function publish(
  app: Caller,
  metadata = dublinCore('Test record'),
  schema = 'oai_dc',
): Promise<{ shareId: string; handleId: string; publicHandle: string; pid: string }> {
  const shareId = await createShare(app);
  const answer = await register(app, { shareId, schema, metadata });
  if (answer.status !== 201) throw new Error(`registration answered ${answer.status}: ${answer.text}`);
  const { handleId, publicHandle } = answer.json as { handleId: string; publicHandle: string };
  const pid = publicHandle.startsWith('doi:')
    ? publicHandle.slice(4)
    : publicHandle.split('/').slice(-2).join('/');
  return { shareId, handleId, publicHandle, pid };
}
