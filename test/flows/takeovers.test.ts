import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { createShare, createSpace, idOf } from '../support/factories.js';
import { admit, person, personWith, verdict, type Person } from '../support/people.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(async () => {
  await app.close();
});

/** Someone with these admin privileges and no others. */
async function administrator(...privileges: string[]): Promise<Person> {
  const who = await person(app);
  const granted = await app.call('PATCH', `/users/${who.id}/privileges`, { body: { grant: privileges } });
  expect(granted.status).toBe(204);
  return who;
}

/** Sends a request target as it stands; clients would cut it at `#`. */
function sendTarget(method: string, target: string, token: string): Promise<number> {
  const { hostname, port } = new URL(app.url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path: target, headers: { 'x-auth-token': token } });
    sent.on('response', (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end();
  });
}

describe('what cannot be taken over', () => {
  it('a share, by a narrowed token that names another path behind #', async () => {
    const shareId = await createShare(app);
    const caveats = [{ type: 'api', whitelist: ['* /shares/*/public'] }];
    const { json } = await app.call('POST', '/user/tokens/named', { body: { name: 'narrow', caveats } });
    const narrow = personWith(app, 'administrator', json.token);
    const share = `/shares/${shareId}`;
    expect(verdict(await narrow.call('DELETE', share))[0]).toBe(401);
    expect(await sendTarget('DELETE', `/api/v3/onezone${share}#/public`, narrow.token)).toBe(400);
    expect((await app.call('GET', share)).status).toBe(200);
  });

  it('credentials of a service, by sending them to another origin', async () => {
    const properties = {
      type: 'DOI',
      host: 'https://mds.test.datacite.org',
      prefix: '10.5072',
      username: 'alice',
    };
    const id = idOf(
      await app.call('POST', '/handle_services', {
        body: { name: 'DOI', serviceProperties: { ...properties, password: 'a-password' } },
      }),
    );
    const editor = await person(app);
    await admit(app, `/handle_services/${id}/users`, editor.id, [
      'handle_service_view',
      'handle_service_update',
    ]);
    const credentialsAfter = async (body: object) => {
      expect((await editor.call('PATCH', `/handle_services/${id}`, { body })).status).toBe(204);
      return (await editor.call('GET', `/handle_services/${id}`)).json.credentialsSet;
    };
    const samePlace = { ...properties, host: 'https://mds.test.datacite.org/' };
    expect(await credentialsAfter({ serviceProperties: samePlace })).toEqual(['password']);
    const elsewhere = { ...properties, host: 'https://collector.example.org' };
    expect(await credentialsAfter({ serviceProperties: elsewhere })).toEqual([]);
    expect(
      await credentialsAfter({ serviceProperties: { ...elsewhere, password: 'her own' } }),
    ).not.toBeUndefined();
  });

  it('credentials of a proxied service, by telling the proxy to log in elsewhere', async () => {
    const properties = { type: 'PID', prefix: '21.T7', endpoint: 'https://hdl.example.org/api/handles' };
    const proxyEndpoint = 'https://proxy.example.org/api/v1';
    const serviceProperties = { ...properties, password: 'a-password' };
    const body = { name: 'Proxied', proxyEndpoint, serviceProperties };
    const service = `/handle_services/${idOf(await app.call('POST', '/handle_services', { body }))}`;
    const editor = await person(app);
    await admit(app, `${service}/users`, editor.id, ['handle_service_update']);
    const credentialsAfter = async (changed: object) => {
      const change = { serviceProperties: { ...properties, ...changed } };
      expect((await editor.call('PATCH', service, { body: change })).status).toBe(204);
      return (await app.call('GET', service)).json.credentialsSet;
    };
    expect(await credentialsAfter({ endpoint: 'https://hdl.example.org/handles' })).toEqual(['password']);
    expect(await credentialsAfter({ endpoint: 'https://collector.example.org/api/handles' })).toEqual([]);
  });

  it("a share's public data address, by naming its root file", async () => {
    const space = await createSpace(app);
    const create = (rootFileId: string) =>
      app.call('POST', `/spaces/${space}/shares`, {
        body: { name: 'Share', targetUrl: 'https://data.example.org/', rootFileId },
      });
    expect((await create('root-file-of-the-first')).status).toBe(201);
    const taken = await create('root-file-of-the-first');
    expect(verdict(taken)).toEqual([400, 'badData']);
    expect(taken.json.error.details.key).toBe('rootFileId');
    expect((await create('root-file-of-another')).status).toBe(201);
  });

  it("an administrator's tokens, by someone who holds less", async () => {
    const manager = await administrator('oz_tokens_manage', 'oz_users_manage_passwords');
    const me = (await app.call('GET', '/user')).json.userId as string;
    for (const kind of ['named', 'temporary'])
      expect(verdict(await manager.call('DELETE', `/users/${me}/tokens/${kind}`))).toEqual([
        403,
        'forbidden',
      ]);
    expect((await app.call('GET', '/user')).status).toBe(200);
    const plain = await person(app);
    expect((await manager.call('DELETE', `/users/${plain.id}/tokens/named`)).status).toBe(204);
  });

  it('a password, by guessing the old one without end', async () => {
    const body = { fullName: 'Guessed', username: 'guessed', password: 'correct horse battery' };
    const id = idOf(await app.call('POST', '/users', { body }));
    const { json } = await app.call('POST', `/users/${id}/tokens/named`, { body: { name: 'test' } });
    const change = { oldPassword: 'wrong', newPassword: 'another password' };
    const guess = () => app.call('PATCH', '/user/password', { token: json.token, body: change });
    const answers = await Promise.all(Array.from({ length: 16 }, guess));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 400).length).toBeLessThanOrEqual(10);
    expect(statuses).toContain(429);
  });

  it('the store, by confining tokens without end', async () => {
    const own = await person(app);
    const confine = (token: string, caveats: object[]) =>
      app.call('POST', '/tokens/confine', { token: null, body: { token, caveats } });
    const names = Array.from({ length: 20 }, (_, n) => `GET /${'x'.repeat(100)}${n}`);
    const caveat = { type: 'api', whitelist: names };
    const steps: string[] = [];
    let { token } = own;
    for (let n = 0; n < 6; n++) {
      const { status, json } = await confine(token, [caveat]);
      steps.push(status === 200 ? 'made' : json.error.id);
      token = json.token ?? token;
    }
    expect(steps).toEqual(['made', 'made', 'made', 'tokenTooLarge', 'tokenTooLarge', 'tokenTooLarge']);
    const { entries } = (await app.call('GET', '/audit?action=token.confine&limit=1000')).json;
    const audited = entries.filter(({ after }: { after: { userId: string } }) => after.userId === own.id);
    expect(audited).toHaveLength(3);
    for (const { after } of audited) expect(after.addedCaveats).toEqual([caveat]);
    const many = Array<object>(50).fill({ type: 'data.readonly' });
    const once = (await confine(own.token, many)).json.token as string;
    const twice = (await confine(once, many)).json.token as string;
    expect(verdict(await confine(twice, [{ type: 'data.readonly' }]))).toEqual([400, 'badData']);
  });

  it('a token that is revoked, ended or of someone blocked, by confining it', async () => {
    const own = await person(app);
    const make = async (more: object) =>
      (
        await own.call('POST', '/user/tokens/named', {
          body: { name: `c${Math.random().toString(36).slice(2, 12)}`, ...more },
        })
      ).json.token as string;
    const body = (token: string) => ({ token: null, body: { token, caveats: [{ type: 'data.readonly' }] } });
    const confine = async (token: string) => verdict(await app.call('POST', '/tokens/confine', body(token)));
    expect(await confine(await make({ revoked: true }))).toEqual([400, 'tokenRevoked']);
    const ended = await make({ caveats: [{ type: 'time', validUntil: 1000 }] });
    expect(await confine(ended)).toEqual([400, 'tokenCaveatUnverified']);
    const good = await make({});
    await app.call('PATCH', `/users/${own.id}/access_block`, { body: { blocked: true } });
    expect(await confine(good)).toEqual([400, 'userBlocked']);
  });
});
