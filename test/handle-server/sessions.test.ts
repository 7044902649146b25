import {
  createHash,
  createHmac,
  generateKeyPairSync,
  pbkdf2Sync,
  randomBytes,
  sign,
  type KeyObject,
} from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addPrefix, type HandleServerUnderTest, startHandleServer, url } from './handle-server-fixture.js';

type Signer = (nonces: Buffer) => { signature: Buffer; more?: object };

describe('sessions of the Handle HTTP JSON API', () => {
  let server: HandleServerUnderTest;
  let dsa: { publicKey: KeyObject; privateKey: KeyObject };
  let rsa: { publicKey: KeyObject; privateKey: KeyObject };
  beforeAll(async () => {
    server = await startHandleServer();
    rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    dsa = generateKeyPairSync('dsa', { modulusLength: 2048, divisorLength: 256 });
    const jwk = rsa.publicKey.export({ format: 'jwk' });
    await addPrefix(server.app, {
      prefix: '21.T1',
      username: 'KEY',
      publicKey: { kty: 'RSA', n: jwk.n, e: jwk.e },
    });
    const value = {
      index: 301,
      type: 'HS_PUBKEY',
      data: { format: 'base64', value: dsaValue(dsa.publicKey).toString('base64') },
    };
    await server.call('PUT', '/api/handles/21.T1/DSA', { body: [value] });
  });
  afterAll(() => server.app.close());

  const open = async () =>
    (await server.call('POST', '/api/sessions', { as: null })).json as { sessionId: string; nonce: string };
  const hash =
    (digest: string): Signer =>
    (nonces) => {
      const key = Buffer.from(server.password);
      return { signature: createHash(digest).update(key).update(nonces).update(key).digest() };
    };
  const hmac =
    (digest: string): Signer =>
    (nonces) => ({ signature: createHmac(digest, server.password).update(nonces).digest() });
  const pbkdf: Signer = (nonces) => {
    const salt = randomBytes(16);
    const key = pbkdf2Sync(server.password, salt, 10_000, 20, 'sha1');
    const more = { salt: salt.toString('base64'), iterations: 10_000, length: 160 };
    return { signature: createHmac('sha1', key).update(nonces).digest(), more };
  };

  async function authenticate(
    id: string,
    type: string,
    alg: string,
    signer: Signer,
    session?: { sessionId: string; nonce: string },
  ) {
    const { sessionId, nonce } = session ?? (await open());
    const cnonce = randomBytes(16);
    const { signature, more } = signer(Buffer.concat([Buffer.from(nonce, 'base64'), cnonce]));
    const body = {
      sessionId,
      id,
      type,
      cnonce: cnonce.toString('base64'),
      alg,
      signature: signature.toString('base64'),
      ...more,
    };
    return server.call('PUT', '/api/sessions/this', { as: null, body });
  }

  it.each([
    ['SHA256', hash('sha256')],
    ['SHA-1', hash('sha1')],
    ['MD5', hash('md5')],
    ['HMAC-SHA256', hmac('sha256')],
    ['HMAC-SHA1', hmac('sha1')],
    ['PBKDF2-HMAC-SHA1', pbkdf],
  ])('secret key by %s', async (alg, signer) => {
    const answer = await authenticate(server.username, 'HS_SECKEY', alg, signer);
    expect([answer.status, answer.json.authenticated, answer.json.id]).toEqual([200, true, server.username]);
    const header = { authorization: `Handle version="0", sessionId="${answer.json.sessionId as string}"` };
    const written = await server.call('PUT', `/api/handles/21.T1/by-${alg}`, {
      as: null,
      headers: header,
      body: [url('https://x.example/')],
    });
    expect(written.status).toBe(201);
    expect((await server.call('DELETE', '/api/sessions/this', { as: null, headers: header })).status).toBe(
      204,
    );
    const after = await server.call('PUT', `/api/handles/21.T1/by-${alg}`, {
      as: null,
      headers: header,
      body: [],
    });
    expect(after.status).toBe(401);
    expect(after.headers.get('www-authenticate')).toMatch(/^Handle sessionId=/);
  });

  it('public key by RSA and DSA, and in the header', async () => {
    const signed =
      (key: KeyObject): Signer =>
      (nonces) => ({ signature: sign('sha256', nonces, key) });
    expect((await authenticate('301:21.T1/KEY', 'HS_PUBKEY', 'SHA256', signed(rsa.privateKey))).status).toBe(
      200,
    );
    expect((await authenticate('301:21.T1/DSA', 'HS_PUBKEY', 'SHA256', signed(dsa.privateKey))).status).toBe(
      200,
    );
    expect((await authenticate('301:21.T1/KEY', 'HS_PUBKEY', 'SHA256', signed(dsa.privateKey))).status).toBe(
      401,
    );
    const { sessionId, nonce } = await open();
    const cnonce = randomBytes(16);
    const signature = sign('sha256', Buffer.concat([Buffer.from(nonce, 'base64'), cnonce]), rsa.privateKey);
    const authorization = `Handle sessionId="${sessionId}", id="301%3A21.T1%2FKEY", type="HS_PUBKEY", cnonce="${cnonce.toString('base64')}", alg="SHA256", signature="${signature.toString('base64')}"`;
    for (const name of ['h-1', 'h-2']) {
      const written = await server.call('PUT', `/api/handles/21.T1/${name}`, {
        as: null,
        headers: { authorization },
        body: [],
      });
      expect(written.status).toBe(201);
    }
  });

  it('goes on with the header that proved it', async () => {
    const { sessionId, nonce } = await open();
    const cnonce = randomBytes(16);
    const nonces = Buffer.concat([Buffer.from(nonce, 'base64'), cnonce]);
    const signature = hash('sha256')(nonces).signature.toString('base64');
    const id = encodeURIComponent(server.username);
    const authorization = `Handle sessionId="${sessionId}", id="${id}", type="HS_SECKEY", cnonce="${cnonce.toString('base64')}", alg="SHA256", signature="${signature}"`;
    const headers = { authorization };
    const proven = await server.call('PUT', '/api/sessions/this', { as: null, headers });
    const written = await server.call('PUT', '/api/handles/21.T1/h-3', { as: null, headers, body: [] });
    expect([proven.status, written.status]).toEqual([200, 201]);
  });

  it.each([
    ['NaN', 160],
    [1.5, 160],
    [1000, 'x'],
    [1e9, 160],
  ])('PBKDF2 of %s iterations and %s bits is no proof', async (iterations, length) => {
    const salt = randomBytes(16).toString('base64');
    const signer: Signer = () => ({ signature: Buffer.alloc(20), more: { salt, iterations, length } });
    const answer = await authenticate(server.username, 'HS_SECKEY', 'PBKDF2-HMAC-SHA1', signer);
    expect([answer.status, answer.json.error]).toEqual([401, 'Identity not verified']);
  });

  it('a challenge is answered once, and only by who is meant', async () => {
    const session = await open();
    const wrong = await authenticate(
      server.username,
      'HS_SECKEY',
      'SHA256',
      (nonces) => ({ signature: nonces }),
      session,
    );
    expect([wrong.status, wrong.json.error]).toEqual([401, 'Identity not verified']);
    expect((await authenticate(server.username, 'HS_SECKEY', 'SHA256', hash('sha256'), session)).status).toBe(
      401,
    );
    const shown = await server.call('GET', '/api/sessions/this', { as: null });
    expect([shown.status, shown.json]).toEqual([200, { authenticated: false }]);
    const basicOne = await server.call('POST', '/api/sessions');
    expect([basicOne.status, basicOne.json.authenticated]).toEqual([201, true]);
    expect((await server.call('GET', '/api/sessions', { as: null })).status).toBe(405);
  });

  it('guessing is slowed down', async () => {
    const statuses = new Set<number>();
    for (let guess = 0; guess < 15; guess++)
      statuses.add(
        (
          await server.call('GET', '/api/handles/21.T1/x', {
            as: { username: '300:21.T1/GUESSED', password: String(guess) },
          })
        ).status,
      );
    expect(statuses).toEqual(new Set([401, 429]));
    expect((await server.call('GET', '/api/handles/21.T1/h-1')).status).toBe(200);
  });
});

/** A DSA public key as the bytes of an HS_PUBKEY value: kind, flags, q, p, g, y. */
function dsaValue(key: KeyObject): Buffer {
  const info = key.export({ type: 'spki', format: 'der' });
  const integers = integersOf(info);
  const [p, q, g, y] = integers;
  const field = (bytes: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  return Buffer.concat([
    field(Buffer.from('DSA_PUB_KEY')),
    Buffer.alloc(2),
    ...[q, p, g, y].map((one) => field(one ?? Buffer.alloc(0))),
  ]);
}

/** The INTEGERs of a DER structure, in order, whatever holds them. */
function integersOf(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let place = 0; place < bytes.length;) {
    const tag = bytes[place++];
    let length = bytes[place++] ?? 0;
    if (length & 0x80) {
      const size = length & 0x7f;
      length = bytes.readUIntBE(place, size);
      place += size;
    }
    const content = bytes.subarray(place, place + length);
    if (tag === 2) found.push(content);
    if (tag === 0x30) found.push(...integersOf(content));
    if (tag === 3) found.push(...integersOf(content.subarray(1)));
    place += length;
  }
  return found;
}
