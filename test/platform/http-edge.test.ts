import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { bodyLimitBytes } from '../../src/platform/http.js';
import { startTestApp, type TestApp } from '../support/app.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

/** POSTs a raw body to a route that wants JSON; status and error. */
async function post(body: string, contentType?: string): Promise<[number, string, unknown]> {
  const answer = await app.call('POST', '/user/spaces', {
    body,
    headers: { 'content-type': contentType ?? 'application/json' },
  });
  return [answer.status, answer.json.error.id, answer.json.error.details];
}

describe('a body', () => {
  it.each(['{"name":', '[1]', '"text"', '7', 'null', '{"__proto__":{"admin":true},"name":"ab"}', '\0'])(
    'must be a JSON object: %j',
    async (body) => {
      expect(await post(body)).toEqual([400, 'malformedData', undefined]);
    },
  );

  it.each(['', '{}'])('may be empty: %j', async (body) => {
    expect(await post(body)).toEqual([400, 'missingRequiredValue', { key: 'name' }]);
  });

  it.each([
    'text/plain',
    'text/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'x',
  ])('must not be %s', async (contentType) => {
    expect(await post('name=ab', contentType)).toEqual([415, 'unsupportedMediaType', undefined]);
  });

  it.each(['application/json; charset=utf-8', 'application/merge-patch+json', 'APPLICATION/JSON'])(
    'may be %s',
    async (contentType) => {
      expect((await post('{}', contentType))[1]).toBe('missingRequiredValue');
    },
  );

  it('may have 1 MiB and not a byte more', async () => {
    const padded = (bytes: number) => '{}'.padEnd(bytes, ' ');
    expect((await post(padded(bodyLimitBytes)))[1]).toBe('missingRequiredValue');
    expect(await post(padded(bodyLimitBytes + 1))).toEqual([
      413,
      'payloadTooLarge',
      { limit: bodyLimitBytes },
    ]);
  });
});

describe('a path', () => {
  it('that answers other methods gets 405 with Allow', async () => {
    for (const method of ['PUT', 'DELETE', 'OPTIONS']) {
      const answer = await app.call(method, '/user/spaces');
      expect([answer.status, answer.json.error.id]).toEqual([405, 'methodNotAllowed']);
      expect(answer.headers.get('allow')).toBe('GET, POST');
    }
  });

  it.each(['/nothing', '/user/spaces//x', '//user/spaces', `/spaces/${'x'.repeat(5000)}`])(
    'that leads nowhere gets 404: %#',
    async (path) => {
      const answer = await app.call('GET', path);
      expect([answer.status, answer.json.error.id]).toEqual([404, 'notFound']);
    },
  );

  it.each(['/spaces/a%00b', '/handles/%00', '/handles/%00/public', '/shares/%00/public'])(
    'with NUL in an id gets 404: %s',
    async (path) => {
      const answer = await app.call('GET', path);
      expect([answer.status, answer.json.error.id]).toEqual([404, 'notFound']);
    },
  );

  it.each(['/spaces/%', '/spaces/%zz', '/spaces/%ff', '/%E0%A4%A'])(
    'that cannot be read gets 400 in our own shape: %#',
    async (path) => {
      const answer = await app.call('GET', path);
      expect([answer.status, answer.json]).toEqual([
        400,
        { error: { id: 'badData', description: expect.any(String), details: { key: 'path' } } },
      ]);
      expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  it('answers HEAD like GET, without a body', async () => {
    const [get, head] = [
      await app.call('GET', '/livez', { root: true }),
      await app.call('HEAD', '/livez', { root: true }),
    ];
    expect([head.status, head.text]).toEqual([200, '']);
    expect(head.headers.get('content-length')).toBe(String(get.text.length));
  });
});

describe('faces', () => {
  it.each([
    ['/oai_pmh', 'DELETE', 405, 'text/xml'],
    ['/oai_pmh/%zz', 'GET', 400, 'text/xml'],
    ['/share/%zz', 'GET', 400, 'text/html'],
    ['/share/a%00b', 'GET', 404, 'text/html'],
    ['/21.T99999/a%00b', 'GET', 404, 'text/html'],
    ['/nonsense', 'GET', 404, 'text/html'],
    ['/livez', 'POST', 405, 'application/json'],
    ['/api/v3/onezone/nothing', 'GET', 404, 'application/json'],
  ])('%s is answered in its own shape', async (path, method, status, type) => {
    const answer = await app.call(method, path, { root: true, headers: { accept: 'text/html' } });
    expect([answer.status, answer.headers.get('content-type')?.split(';')[0]]).toEqual([status, type]);
    expect(answer.text).not.toContain('FST_');
  });

  it('answer with RFC 9457 when asked', async () => {
    const answer = await app.call('GET', '/spaces/%zz', { headers: { accept: 'application/problem+json' } });
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.json).toMatchObject({ type: 'urn:waymark:error:badData', status: 400 });
  });
});

describe('x-request-id', () => {
  const idFor = async (given?: string) =>
    (
      await app.call('GET', '/livez', {
        root: true,
        ...(given !== undefined && { headers: { 'x-request-id': given } }),
      })
    ).headers.get('x-request-id');

  it('is made for each request', async () => {
    const ids = [await idFor(), await idFor()];
    expect(new Set(ids).size).toBe(2);
  });

  it.each(['trace-7.a:b_c', 'x'.repeat(100)])('is kept when it can be: %s', async (given) => {
    expect(await idFor(given)).toBe(given);
  });

  it.each(['two words', '<b>', 'x'.repeat(101)])('is replaced when it cannot: %s', async (given) => {
    expect(await idFor(given)).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('bytes that are no HTTP', () => {
  it('are answered with 400 and a closed connection', async () => {
    const port = Number(new URL(app.url).port);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () =>
        socket.write('GET /livez HTTP/1.1\r\nBad Header\r\n\r\n'),
      );
      let text = '';
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
      socket.on('error', reject);
      socket.on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('may have a request line of 60 kB, and get 431 in plain text beyond the limit', async () => {
    const long = await app.call('GET', `/oai_pmh?verb=Identify&x=${'a'.repeat(60_000)}`, { root: true });
    expect([long.status, long.headers.get('content-type')]).toEqual([200, 'text/xml; charset=utf-8']);
    expect(long.text).toContain('code="badArgument"');
    const tooLong = await app.call('GET', `/oai_pmh?verb=${'a'.repeat(70_000)}`, { root: true });
    expect([tooLong.status, tooLong.headers.get('content-type')]).toEqual([431, 'text/plain; charset=utf-8']);
  });
});
