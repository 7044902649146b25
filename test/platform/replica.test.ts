import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApplication } from '../../src/application.js';
import { loadConfig } from '../../src/platform/config.js';
import { Database } from '../../src/platform/database/database.js';
import { feedFacts } from '../../src/feed/feed.queries.js';
import { FeedView } from '../../src/feed/feed-view.js';
import { callerOf, type Caller } from '../support/app.js';
import { onPostgres, scratchEnvironment, stoppedReplica } from '../support/environment.js';
import { createShare, dublinCore, idOf, register } from '../support/factories.js';

// SQLite has no replicas.
(onPostgres ? describe : describe.skip)('a replica that lags behind (PostgreSQL only)', () => {
  let app: Caller;
  let database: Database;
  let publicUrl: string;
  const closing: (() => Promise<void>)[] = [];
  let dropReplica: () => Promise<void>;

  beforeAll(async () => {
    const { settings, remove } = await scratchEnvironment();
    const first = await createApplication(loadConfig(settings));
    await first.nest.get(FeedView).read(feedFacts);
    await first.close();
    const replica = await stoppedReplica(settings['DATABASE_URL'] ?? '');
    dropReplica = replica.drop;
    const config = loadConfig({ ...settings, DATABASE_READ_URL: replica.url });
    const application = await createApplication(config);
    await application.listen();
    publicUrl = config.PUBLIC_URL;
    database = application.nest.get(Database);
    app = callerOf(publicUrl, settings['ADMIN_TOKEN'] ?? '');
    closing.push(() => application.close(), dropReplica, remove);
  }, 60_000);
  afterAll(async () => {
    for (const close of closing) await close();
  });

  it('never delays what the REST API answers: everything written is read at once', async () => {
    const shareId = await createShare(app);
    const registered = await register(app, { shareId });
    expect(registered.status).toBe(201);
    const path = `/handles/${registered.json.handleId}`;
    expect((await app.call('GET', path)).json.resourceId).toBe(shareId);
    expect((await app.call('PATCH', path, { body: { metadata: dublinCore('Newer') } })).status).toBe(204);
    expect((await app.call('GET', path)).json.metadata).toContain('Newer');
    const user = idOf(await app.call('POST', '/users', { body: { fullName: 'Jane Doe' } }));
    const token = await app.call('POST', `/users/${user}/tokens/named`, { body: { name: 'script' } });
    expect((await app.call('GET', '/user', { token: token.json.token })).json.userId).toBe(user);
  });

  it('is where harvests come from, and never claims to know more than it does', async () => {
    const known = await database.readReplica((reader) =>
      reader.entities.query('SELECT high_water FROM feed_state'),
    );
    const harvest = await app.call('GET', '/oai_pmh?verb=ListRecords&metadataPrefix=oai_dc', { root: true });
    expect(harvest.text).toContain('noRecordsMatch');
    expect(harvest.text).toContain(`<responseDate>${String(known[0].high_water)}</responseDate>`);
  });

  it('does not hide a PID that it does not know yet', async () => {
    const registered = await register(app, { shareId: await createShare(app) });
    const page = await app.call('GET', new URL(registered.json.publicHandle).pathname, { root: true });
    expect(page.status).toBe(302);
    const landing = await fetch(page.headers.get('location') ?? publicUrl);
    expect(landing.status).toBe(200);
  });

  it('is needed for traffic: without it the process says that it is not ready', async () => {
    const ready = () => app.call('GET', '/readyz', { root: true });
    expect((await ready()).status).toBe(200);
    await dropReplica();
    const answer = await ready();
    expect([answer.status, answer.json.error.details.reasons]).toEqual([
      503,
      { replica: 'the read replica does not answer' },
    ]);
    expect((await app.call('GET', '/livez', { root: true })).status).toBe(200);
  });
});
