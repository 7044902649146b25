import { createHmac, randomBytes } from 'node:crypto';
import { parseMark } from '../../../src/pid/ownership.js';
import { basicOf, type FakeAnswer, type FakeRequest, FakeServer } from './fake-server.js';

/** One value as the HTTP JSON API writes it. */
interface Value {
  index: number;
  type: string;
  data: { format: string; value: unknown };
  ttl: number;
  timestamp: string;
}

const user = '300:21.T1/USER01';

/** A handle.net server's HTTP JSON API for the prefix 21.T1, with Basic and sessions. */
export class FakeHandleNet extends FakeServer {
  readonly prefix = '21.T1';
  readonly username = user;
  password = 'correct horse';
  readonly records = new Map<string, { name: string; values: Value[] }>();
  private readonly sessions = new Map<string, { nonce: Buffer; authenticated: boolean }>();

  constructor() {
    super((request) => this.route(request));
  }

  /** Where a handle leads; undefined when it does not exist. */
  urlOf(pid: string): string | undefined {
    const value = this.records
      .get(pid.toUpperCase())
      ?.values.find(({ type }) => type.toUpperCase() === 'URL');
    return value === undefined ? undefined : String(value.data.value);
  }

  /** A record of somebody else. */
  plant(pid: string): void {
    this.records.set(pid.toUpperCase(), {
      name: pid,
      values: [value(1, 'URL', 'https://elsewhere.example/')],
    });
  }

  /** Ends all sessions, as a restart of the server does. */
  forgetSessions(): void {
    this.sessions.clear();
  }

  private route(request: FakeRequest): FakeAnswer {
    if (request.path.startsWith('/api/sessions')) return this.session(request);
    if (request.path === '/api/handles') return this.list(request);
    const raw = request.path.replace(/^\/api\/handles\//, '');
    const handle = decodeURIComponent(raw);
    if (raw === request.path || handle === '') return { status: 404, body: { responseCode: 4 } };
    if (!handle.toUpperCase().startsWith(`${this.prefix}/`)) {
      return { status: 400, body: { responseCode: 301, message: "That prefix doesn't live here", handle } };
    }
    const refused = this.authenticate(request, handle);
    if (refused !== undefined) return refused;
    if (request.method === 'GET') return this.read(handle);
    return request.method === 'PUT' ? this.put(handle, request) : this.remove(handle, request);
  }

  /** Names come in upper case, as the real server gives them. */
  private list(request: FakeRequest): FakeAnswer {
    if (basicOf(request)?.password !== this.password) return { status: 401, body: { responseCode: 402 } };
    const [page, size] = [Number(request.query.get('page')), Number(request.query.get('pageSize'))];
    const handles = [...this.records.keys()].sort().slice(page * size, (page + 1) * size);
    return {
      status: 200,
      body: { responseCode: 1, prefix: this.prefix, totalCount: String(this.records.size), handles },
    };
  }

  private read(handle: string): FakeAnswer {
    const record = this.records.get(handle.toUpperCase());
    if (record === undefined) return { status: 404, body: { responseCode: 100, handle } };
    return { status: 200, body: { responseCode: 1, handle, values: record.values } };
  }

  private put(handle: string, request: FakeRequest): FakeAnswer {
    const key = handle.toUpperCase();
    const record = this.records.get(key);
    const values: Value[] = request.json.values.map((each: Value) => ({ ...each, timestamp: now() }));
    const indexes = request.query.getAll('index');
    const overwrite = request.query.get('overwrite') !== 'false';
    if (indexes.length > 0) {
      if (record === undefined) return { status: 404, body: { responseCode: 100, handle } };
      const kept = record.values.filter(({ index }) => !indexes.includes(String(index)));
      record.values = [...kept, ...values];
      this.note('update', record);
      return { status: 200, body: { responseCode: 1, handle } };
    }
    if (record !== undefined && !overwrite) return { status: 409, body: { responseCode: 101, handle } };
    const created = { name: handle, values };
    this.records.set(key, created);
    this.note(record === undefined ? 'create' : 'update', created);
    return { status: record === undefined ? 201 : 200, body: { responseCode: 1, handle } };
  }

  private remove(handle: string, request: FakeRequest): FakeAnswer {
    const indexes = request.query.getAll('index');
    const record = this.records.get(handle.toUpperCase());
    if (indexes.length > 0 && record !== undefined) {
      record.values = record.values.filter(({ index }) => !indexes.includes(String(index)));
      return { status: 200, body: { responseCode: 1, handle } };
    }
    if (!this.records.delete(handle.toUpperCase()))
      return { status: 404, body: { responseCode: 100, handle } };
    this.effects.push({ kind: 'delete', pid: handle });
    return { status: 200, body: { responseCode: 1, handle } };
  }

  private note(kind: 'create' | 'update', record: { name: string; values: Value[] }): void {
    const mark = record.values.find(({ type }) => type === 'WAYMARK')?.data.value;
    const revision = parseMark(String(mark))?.revision;
    this.effects.push({ kind, pid: record.name, revision, url: this.urlOf(record.name) });
  }

  private authenticate(request: FakeRequest, handle: string): FakeAnswer | undefined {
    const basic = basicOf(request);
    const [, sessionId] = /sessionId="([^"]+)"/.exec(request.headers.authorization ?? '') ?? [];
    if (basic?.user === user && basic.password === this.password) return undefined;
    if (sessionId !== undefined && this.sessions.get(sessionId)?.authenticated === true) return undefined;
    if (basic !== undefined || sessionId !== undefined) return { status: 401 };
    const body = { responseCode: 402, handle };
    return request.method === 'GET' ? undefined : { status: 401, body };
  }

  private session(request: FakeRequest): FakeAnswer {
    if (request.method === 'POST') {
      const sessionId = randomBytes(8).toString('hex');
      const nonce = randomBytes(16);
      this.sessions.set(sessionId, { nonce, authenticated: false });
      return { status: 201, body: { sessionId, nonce: nonce.toString('base64') } };
    }
    const { sessionId, id, cnonce, alg, signature } = request.json;
    const session = this.sessions.get(sessionId);
    if (session === undefined || alg !== 'HMAC-SHA256' || id !== user)
      return { status: 401, body: { sessionId } };
    const challenge = Buffer.concat([session.nonce, Buffer.from(cnonce, 'base64')]);
    const expected = createHmac('sha256', this.password).update(challenge).digest('base64');
    session.authenticated = signature === expected;
    return {
      status: session.authenticated ? 200 : 401,
      body: { sessionId, authenticated: session.authenticated },
    };
  }
}

const now = () => '2026-11-22T08:00:00Z';
const value = (index: number, type: string, text: string): Value => ({
  index,
  type,
  data: { format: 'string', value: text },
  ttl: 86400,
  timestamp: now(),
});
