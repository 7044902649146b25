import { createHash } from 'node:crypto';
import { parseMark } from '../../../src/pid/ownership.js';
import { basicOf, type FakeAnswer, type FakeRequest, FakeServer } from './fake-server.js';

interface Value {
  idx: number;
  type: string;
  parsed_data: unknown;
  refs?: { idx: number; handle: string }[];
  admin_read?: boolean;
  admin_write?: boolean;
  pub_read?: boolean;
  pub_write?: boolean;
}

/** An EPIC API v2 for the prefix 21.T2. */
export class FakeEpic extends FakeServer {
  readonly prefix = '21.T2';
  readonly username = 'epic';
  password = 'correct horse';
  readonly records = new Map<string, { name: string; values: Value[] }>();

  constructor() {
    super((request) => this.route(request));
  }

  urlOf(pid: string): string | undefined {
    const value = this.records.get(pid.toUpperCase())?.values.find(({ type }) => type === 'URL');
    return value === undefined ? undefined : String(value.parsed_data);
  }

  plant(pid: string): void {
    const values = [{ idx: 1, type: 'URL', parsed_data: 'https://elsewhere.example/' }];
    this.records.set(pid.toUpperCase(), { name: pid, values });
  }

  private route(request: FakeRequest): FakeAnswer {
    const basic = basicOf(request);
    if (basic?.user !== this.username || basic.password !== this.password)
      return { status: 401, body: 'Unauthorized' };
    const [, raw] = /^\/api\/v2\/handles\/(.+)$/.exec(request.path) ?? [];
    const handle = decodeURIComponent(raw ?? '');
    if (handle === `${this.prefix}/`)
      return { status: 200, body: [...this.records.values()].map(({ name }) => name) };
    if (!handle.toUpperCase().startsWith(`${this.prefix}/`)) return { status: 404, body: 'Not found' };
    if (request.method === 'GET') return this.read(handle);
    return request.method === 'PUT' ? this.put(handle, request) : { status: 405, body: 'Method not allowed' };
  }

  private read(handle: string): FakeAnswer {
    const record = this.records.get(handle.toUpperCase());
    if (record === undefined) return { status: 404, body: 'Not found' };
    return { status: 200, body: record.values.map(printed), headers: { etag: etagOf(record.values) } };
  }

  private put(handle: string, request: FakeRequest): FakeAnswer {
    const record = this.records.get(handle.toUpperCase());
    const { 'if-none-match': ifNone, 'if-match': ifMatch } = request.headers;
    if (request.headers['content-type'] !== 'application/json')
      return { status: 415, body: 'Unsupported media type' };
    if (ifNone === '*' && record !== undefined) return { status: 412, body: 'Precondition failed' };
    const matches = record !== undefined && (ifMatch === '*' || ifMatch === etagOf(record.values));
    if (ifMatch !== undefined && !matches) return { status: 412, body: 'Precondition failed' };
    if (!Array.isArray(request.json)) return { status: 400, body: 'Array expected' };
    const values = (request.json as Value[]).map(stored);
    if (!values.some(({ type }) => type === 'HS_ADMIN')) {
      values.push({ idx: 100, type: 'HS_ADMIN', parsed_data: { adminId: '0.NA/21.T2', adminIdIndex: 200 } });
    }
    this.records.set(handle.toUpperCase(), { name: handle, values });
    const mark = parseMark(String(values.find(({ type }) => type === 'WAYMARK')?.parsed_data));
    const kind = record === undefined ? 'create' : 'update';
    this.effects.push({ kind, pid: handle, revision: mark?.revision, url: this.urlOf(handle) });
    const created = { status: 201, body: { 'epic-pid': handle }, headers: { etag: etagOf(values) } };
    return record === undefined ? created : { status: 204 };
  }
}

/** As the software prints a value: permissions as letters, references as text. */
function printed({ idx, type, parsed_data, refs = [], ...bits }: Value): object {
  const { admin_read = true, admin_write = true, pub_read = true, pub_write = false } = bits;
  const letters = [admin_read && 'r', admin_write && 'w', pub_read && 'r', pub_write && 'w'];
  return {
    idx,
    type,
    parsed_data,
    timestamp: '2026-11-22T08:00:00Z',
    ttl_type: 0,
    ttl: 86400,
    refs: refs.map((ref) => `${ref.idx}:${ref.handle}`),
    privs: letters.map((letter) => letter || '-').join(''),
  };
}

/** As it reads one: letters of permissions mean nothing, references of another shape are dropped without a word. */
function stored({
  idx,
  type,
  parsed_data,
  refs,
  admin_read,
  admin_write,
  pub_read,
  pub_write,
}: Value): Value {
  const kept = (refs ?? []).filter((ref) => typeof ref === 'object');
  return {
    idx,
    type,
    parsed_data,
    refs: kept,
    admin_read: admin_read ?? true,
    admin_write: admin_write ?? true,
    pub_read: pub_read ?? true,
    pub_write: pub_write ?? false,
  };
}

const etagOf = (values: readonly Value[]) =>
  `"${createHash('md5').update(JSON.stringify(values)).digest('base64').slice(0, 22)}"`;
