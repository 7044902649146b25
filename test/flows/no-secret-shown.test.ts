import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callerOf, type Answer, type CallOptions } from '../support/app.js';
import { scratchEnvironment, type ScratchEnvironment } from '../support/environment.js';
import { createShare, idOf, register } from '../support/factories.js';
import { FakeHandleNet } from '../support/fakes/fake-handle-net.js';
import { stored } from '../support/planted-secret.js';
import { startServerProcess, type ServerProcess } from '../support/process.js';

const canary = (name: string) => `canary-${name}-${Math.random().toString(36).slice(2)}`;

describe('a stored secret', () => {
  const fake = new FakeHandleNet();
  const secrets = {
    service: canary('service'),
    nextService: canary('next'),
    user: canary('user'),
    newUser: canary('new-user'),
    guess: canary('guess'),
  };
  let scratch: ScratchEnvironment;
  let server: ServerProcess;
  /** Everything that was answered: status line aside, headers and body. */
  const shown: string[] = [];

  beforeAll(async () => {
    await fake.start();
    fake.password = secrets.service;
    scratch = await scratchEnvironment();
    server = await startServerProcess({
      ...scratch.settings,
      OUTGOING_ALLOW: fake.allowed,
      REGISTRATION_DEADLINE_MS: '3000',
      LOG_LEVEL: 'trace',
    });
  }, 60_000);
  afterAll(async () => {
    await server.stop();
    await fake.stop();
    await scratch.remove();
  });

  const token = () => scratch.settings['ADMIN_TOKEN'] ?? '';
  const call = async (method: string, at: string, options: CallOptions = {}): Promise<Answer> => {
    const answer = await callerOf(server.url, token()).call(method, at, options);
    shown.push([...answer.headers].join('\n'), answer.text);
    return answer;
  };

  const properties = (password: unknown, more: object = {}) => ({
    type: 'Handle',
    prefix: '21.T1',
    endpoint: `${fake.url}/api/handles`,
    username: fake.username,
    password,
    ...more,
  });

  /** Makes a service and a handle in it, then changes, breaks and misuses everything that takes a secret. */
  async function useServices(): Promise<void> {
    const made = { name: 'Remote', serviceProperties: properties(secrets.service) };
    const serviceId = idOf(await call('POST', '/handle_services', { body: made }));
    const at = `/handle_services/${serviceId}`;
    const shareId = await createShare({ call });
    expect((await register({ call }, { shareId, serviceId })).status).toBe(201);
    await call('POST', `${at}/check`);
    await call('PATCH', at, { body: { serviceProperties: properties(secrets.nextService) } });
    fake.password = secrets.nextService;
    await call('POST', `${at}/check`);
    await call('POST', `${at}/retry`);
    for (const wrong of [
      { endpoint: 7 },
      { type: 'Pigeon' },
      { prefix: '' },
      { endpoint: 'http://10.0.0.1/' },
    ])
      await call('POST', '/handle_services', {
        body: { name: 'Wrong', serviceProperties: properties(secrets.service, wrong) },
      });
    await call('POST', '/handle_services', {
      body: { name: 'Wrong', serviceProperties: properties([secrets.service]) },
    });
    await call('POST', '/handle_services', { body: `{"password": "${secrets.service}"` });
    fake.password = 'changed behind our back';
    await register({ call }, { shareId: await createShare({ call }), serviceId });
    for (const read of ['', '/public', '/status', '/findings', '/handles']) await call('GET', at + read);
  }

  async function useAccounts(): Promise<string[]> {
    const account = { fullName: 'Jane Doe', username: 'jane', password: secrets.user };
    const userId = idOf(await call('POST', '/users', { body: account }));
    await call('POST', '/users', { body: { ...account, fullName: 7 } });
    const basic = (password: string) => ({
      token: null,
      headers: { authorization: `Basic ${Buffer.from(`jane:${password}`).toString('base64')}` },
    });
    expect((await call('GET', '/user', basic(secrets.user))).status).toBe(200);
    expect((await call('GET', '/user', basic(secrets.guess))).status).toBe(401);
    await call('PATCH', '/user/password', {
      ...basic(secrets.user),
      body: { oldPassword: secrets.guess, newPassword: secrets.newUser },
    });
    await call('PATCH', `/users/${userId}/basic_auth`, {
      body: { basicAuthEnabled: true, newPassword: secrets.newUser },
    });
    await call('GET', `/user?password=${secrets.guess}`, { token: secrets.guess });
    for (const read of ['/users', `/users/${userId}`, '/audit?limit=1000', '/user/tokens/named'])
      await call('GET', read);
    // Shown once to its owner, so this answer alone is not searched.
    const named = await callerOf(server.url, token()).call('POST', `/users/${userId}/tokens/named`, {
      body: { name: 'script' },
    });
    const text: string = named.json.token;
    await call('GET', '/user', { token: text });
    await call('GET', '/handles', { token: text });
    await call('GET', `/tokens/named/${named.json.tokenId}`);
    expect((await call('DELETE', `/user/client_tokens/${text}`)).status).toBe(404);
    await call('PUT', `/user/client_tokens/${token()}`);
    await call('DELETE', `/tokens/named/${named.json.tokenId}`);
    await call('GET', '/user', { token: text });
    return [text, token()];
  }

  it('appears in no answer, log line, error or stored byte', async () => {
    await useServices();
    const tokens = await useAccounts();
    for (const page of ['/metrics', '/readyz', '/api/openapi.json']) await call('GET', page, { root: true });
    const { stdout, stderr } = await server.stop();
    // server.json holds the operator's own token, for the command line beside it.
    const kept = [...(await stored(scratch))].filter(([name]) => path.basename(name) !== 'server.json');
    const places = {
      answers: shown.join('\n'),
      log: stderr,
      printed: stdout,
      stored: kept.map(([, text]) => text).join('\n'),
    };
    // The search can see: what is no secret is found in each place.
    expect(places.answers).toContain('credentialsSet');
    expect(places.stored).toContain('Jane Doe');
    expect(places.log.split('\n').length).toBeGreaterThan(30);
    const hidden = [...Object.values(secrets), ...tokens];
    const base64 = hidden.map((text) => Buffer.from(text).toString('base64').replace(/=*$/, ''));
    const found = Object.entries(places).flatMap(([place, text]) =>
      [...hidden, ...base64]
        .filter((secret) => text.includes(secret))
        .map((secret) => `${secret} in ${place}`),
    );
    expect(found).toEqual([]);
  }, 60_000);
});
