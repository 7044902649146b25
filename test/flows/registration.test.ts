import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { createShare, dublinCore, idOf, register } from '../support/factories.js';
import { FakeHandleNet } from '../support/fakes/fake-handle-net.js';

const canary = 'canary-5e2f90b1';

describe('registration at a handle.net server', () => {
  const fake = new FakeHandleNet();
  let app: TestApp;
  let serviceId: string;

  beforeAll(async () => {
    await fake.start();
    fake.password = canary;
    app = await startTestApp({ OUTGOING_ALLOW: fake.allowed, REGISTRATION_DEADLINE_MS: '3000' });
    serviceId = idOf(await createService(canary));
  });
  afterAll(async () => {
    await app.close();
    await fake.stop();
  });

  const properties = (password?: string) => ({
    type: 'Handle',
    prefix: '21.T1',
    endpoint: `${fake.url}/api/handles`,
    username: fake.username,
    ...(password !== undefined && { password }),
  });
  const createService = (password: string) =>
    app.call('POST', '/handle_services', {
      body: { name: 'Remote', serviceProperties: properties(password) },
    });
  const status = async () => (await app.call('GET', `/handle_services/${serviceId}/status`)).json;
  const handle = async (id: string) => (await app.call('GET', `/handles/${id}`)).json;
  const eventually = async (test: () => Promise<boolean>) => {
    for (let turn = 0; turn < 200 && !(await test()); turn++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await test()).toBe(true);
  };

  it('checks the account', async () => {
    const good = await app.call('POST', `/handle_services/${serviceId}/check`);
    expect(good.json).toMatchObject({ ok: true });
    const wrong = idOf(await createService('wrong'));
    const bad = await app.call('POST', `/handle_services/${wrong}/check`);
    expect([bad.status, bad.json]).toEqual([
      200,
      expect.objectContaining({ ok: false, class: 'credentials' }),
    ]);
  });

  it('registers, updates and withdraws outside', async () => {
    const shareId = await createShare(app);
    const answer = await register(app, { shareId, serviceId });
    expect([answer.status, answer.json.state]).toEqual([201, 'registered']);
    const { handleId, publicHandle } = answer.json;
    const pid = publicHandle.replace('http://hdl.handle.net/', '');
    expect(fake.urlOf(pid)).toBe(`${app.url}/share/${shareId}`);
    expect(await handle(handleId)).toMatchObject({
      state: 'registered',
      desiredRevision: 1,
      appliedRevision: 1,
    });
    await app.call('PATCH', `/handles/${handleId}`, { body: { metadata: dublinCore('Changed') } });
    await eventually(async () => (await handle(handleId)).appliedRevision === 2);
    await app.call('DELETE', `/handles/${handleId}`);
    await eventually(() => Promise.resolve(fake.urlOf(pid) === `${app.url}/${pid}`));
    expect((await app.call('GET', `/${pid}`, { root: true })).status).toBe(410);
  });

  it('answers 202 while the service is paused, and loses nothing', async () => {
    await app.call('POST', `/handle_services/${serviceId}/pause`, { body: { reason: 'maintenance' } });
    const answer = await register(app, { shareId: await createShare(app), serviceId });
    expect([answer.status, answer.json.state]).toEqual([202, 'pending']);
    expect(await status()).toMatchObject({ paused: true, trouble: 'maintenance', queue: { depth: 1 } });
    await app.call('POST', `/handle_services/${serviceId}/resume`);
    await eventually(async () => (await handle(answer.json.handleId)).state === 'registered');
    expect(await status()).toMatchObject({ paused: false, queue: { depth: 0, parked: 0 } });
  });

  it('parks what is refused for good, and tries it again on demand', async () => {
    fake.faults = ({ method }) => (method === 'PUT' ? { kind: 'status', status: 415 } : undefined);
    const answer = await register(app, { shareId: await createShare(app), serviceId });
    expect([answer.status, answer.json.error.details.state]).toEqual([503, 'parked']);
    const { handleId } = answer.json.error.details;
    fake.faults = () => undefined;
    expect((await status()).queue.parked).toBe(1);
    expect((await app.call('POST', `/handles/${handleId}/retry`)).status).toBe(204);
    await eventually(async () => (await handle(handleId)).state === 'registered');
    expect((await app.call('POST', `/handles/${handleId}/retry`)).status).toBe(409);
  });

  it('keeps a service while a withdrawal waits for a person', async () => {
    const leaving = idOf(await createService(fake.password));
    const { json } = await register(app, { shareId: await createShare(app), serviceId: leaving });
    const stoppedAt = async (parked: number) => {
      const { queue } = (await app.call('GET', `/handle_services/${leaving}/status`)).json;
      return queue.parked === parked && queue.depth === 0;
    };
    fake.faults = ({ method }) => (method === 'PUT' ? { kind: 'status', status: 415 } : undefined);
    await app.call('DELETE', `/handles/${json.handleId}`);
    await eventually(() => stoppedAt(1));
    fake.faults = () => undefined;
    expect((await app.call('DELETE', `/handle_services/${leaving}`)).status).toBe(409);
    await app.call('POST', `/handle_services/${leaving}/retry`);
    await eventually(() => stoppedAt(0));
    expect((await app.call('DELETE', `/handle_services/${leaving}`)).status).toBe(204);
  });

  it('stops at refused credentials, and goes on with new ones once they are proven', async () => {
    fake.password = 'rotated';
    const answer = await register(app, { shareId: await createShare(app), serviceId });
    expect(answer.status).toBe(202);
    expect((await status()).breaker.state).toBe('stopped');
    const rotate = (password: string) =>
      app.call('PATCH', `/handle_services/${serviceId}`, {
        body: { serviceProperties: properties(password) },
      });
    await rotate('also-wrong');
    await eventually(async () => /credentials/.test((await status()).credentials.next ?? ''));
    await rotate('rotated');
    await eventually(async () => (await handle(answer.json.handleId)).state === 'registered');
    expect(await status()).toMatchObject({
      breaker: { state: 'closed' },
      credentials: { set: ['password'], next: null },
    });
  });

  it('keeps credentials that a change of other properties does not name', async () => {
    await app.call('PATCH', `/handle_services/${serviceId}`, {
      body: { serviceProperties: { ...properties(), maxConcurrent: 4 } },
    });
    const answer = await register(app, { shareId: await createShare(app), serviceId });
    expect(answer.status).toBe(201);
  });

  it('never shows a secret', async () => {
    const view = await app.call('GET', `/handle_services/${serviceId}`);
    expect(view.json).toMatchObject({ credentialsSet: ['password'] });
    expect(view.text).not.toMatch(/canary|rotated/);
  });

  it('refuses an endpoint on a private address that the operator does not list', async () => {
    const body = {
      name: 'Inside',
      serviceProperties: { ...properties('x'), endpoint: 'https://169.254.169.254/api/handles' },
    };
    const inside = idOf(await app.call('POST', '/handle_services', { body }));
    const check = await app.call('POST', `/handle_services/${inside}/check`);
    expect(check.json).toMatchObject({ ok: false, class: 'config' });
  });

  it('takes a suffix of the publisher’s own where the service allows it, once', async () => {
    const own = async (id: string, suffix: string) =>
      app.call('POST', '/handles', {
        body: {
          handleServiceId: id,
          resourceType: 'Share',
          resourceId: await createShare(app),
          metadataSchema: 'oai_dc',
          metadata: dublinCore('T'),
          suffix,
        },
      });
    expect((await own(serviceId, 'mine')).json.error.id).toBe('badValueNotAllowed');
    const body = {
      name: 'Own names',
      serviceProperties: { type: 'Local', prefix: '21.T9', allowTemplateOverride: true },
    };
    const local = idOf(await app.call('POST', '/handle_services', { body }));
    expect((await own(local, 'Mine/1')).json.publicHandle).toBe(`${app.url}/21.T9/Mine/1`);
    expect((await own(local, 'mINE/1')).json.error.id).toBe('badValueIdentifierOccupied');
    expect((await own(local, 'no blanks')).json.error.id).toBe('badValueIdentifier');
  });

  it('tells Prometheus of attempts, queues and requests', async () => {
    const { text, headers } = await app.call('GET', '/metrics', { root: true, token: null });
    expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(text).toMatch(/handle_register_attempts_total\{provider="handle-http",outcome="applied"\} \d+/);
    expect(text).toMatch(
      /http_request_duration_seconds_count\{method="POST",route="[^"]*handles",status="201"\} \d+/,
    );
    for (const name of [
      'handle_register_queue_depth',
      'handle_register_oldest_age_seconds',
      'process_cpu_seconds_total',
      'build_info',
    ]) {
      expect(text).toContain(`# TYPE ${name}`);
    }
  });

  it('tells Prometheus of harvests, names looked up and refused documents', async () => {
    const { json } = await register(app, { shareId: await createShare(app), serviceId });
    const root = { root: true, token: null } as const;
    await app.call('GET', `/${json.publicHandle.replace('http://hdl.handle.net/', '')}`, root);
    await app.call('GET', '/21.T1/nobody', root);
    await app.call('GET', '/10.99999/elsewhere', root);
    await app.call('GET', '/oai_pmh?verb=ListRecords&metadataPrefix=oai_dc', root);
    await app.call('GET', '/oai_pmh?verb=ListRecords&metadataPrefix=invented', root);
    const refused = await register(app, { shareId: await createShare(app), serviceId, metadata: '<no/>' });
    expect(refused.status).toBe(400);
    const { text } = await app.call('GET', '/metrics', root);
    for (const line of [
      /^handle_resolve_total\{service="registry",outcome="landing"\} 1$/m,
      /^handle_resolve_total\{service="registry",outcome="tombstone"\} 1$/m,
      /^handle_resolve_total\{service="none",outcome="unknown"\} 1$/m,
      /^handle_resolve_total\{service="world",outcome="elsewhere"\} 1$/m,
      /^handle_resolve_duration_seconds_count 4$/m,
      /^oai_requests_total\{verb="ListRecords",error=""\} 1$/m,
      /^oai_requests_total\{verb="ListRecords",error="cannotDisseminateFormat"\} 1$/m,
      /^oai_records_total\{prefix="oai_dc"\} [1-9]/m,
      /^metadata_validation_failures_total\{format="oai_dc"\} 1$/m,
    ]) {
      expect(text).toMatch(line);
    }
    expect(text).not.toContain('invented');
  });

  it('lists the service types with their properties', async () => {
    const { json } = await app.call('GET', '/handle_services/types', { token: null });
    expect(json.types.map(({ type }: { type: string }) => type)).toEqual([
      'Local',
      'Handle',
      'EPIC',
      'DataCite',
      'DOI',
      'PID',
    ]);
  });
});
