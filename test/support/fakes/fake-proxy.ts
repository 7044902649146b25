import { type FakeAnswer, type FakeRequest, FakeServer } from './fake-server.js';

/** A Onedata handle proxy in front of a PID registry: names without prefix, credentials in the body. */
export class FakeProxy extends FakeServer {
  readonly prefix = '21.T3';
  password = 'correct horse';
  readonly records = new Map<string, { url: string; metadata: unknown }>();
  /** What PUT answers as `handle`; by default the usual resolver's address. */
  nameGiven: (hndl: string) => string = (hndl) => `http://hdl.handle.net/${this.prefix}/${hndl}`;

  constructor() {
    super((request) => this.route(request));
  }

  urlOf(pid: string): string | undefined {
    return this.records.get(pid)?.url;
  }

  plant(pid: string): void {
    this.records.set(pid, { url: 'https://elsewhere.example/', metadata: undefined });
  }

  private route(request: FakeRequest): FakeAnswer {
    if (request.path !== '/api/v1/handle') return { status: 404 };
    const hndl = request.query.get('hndl') ?? '';
    const properties = request.method === 'DELETE' ? request.json : request.json?.serviceProperties;
    if (request.method === 'GET') return { status: 405 };
    if (properties?.password !== this.password) return { status: 401 };
    switch (request.method) {
      case 'PUT':
        return this.put(hndl.startsWith('10.') ? hndl : `${this.prefix}/${hndl}`, hndl, request);
      case 'PATCH':
        return this.patch(hndl.replace(/^(doi:|https?:\/\/[^/]+\/)/, ''), request);
      case 'DELETE':
        return this.remove(hndl.startsWith('10.') ? hndl : `${this.prefix}/${hndl}`);
      default:
        return { status: 405 };
    }
  }

  private put(pid: string, hndl: string, request: FakeRequest): FakeAnswer {
    const known = this.records.has(pid);
    this.records.set(pid, { url: request.json.url, metadata: request.json.metadata });
    this.effects.push({ kind: known ? 'update' : 'create', pid, url: request.json.url });
    return { status: 201, body: { handle: this.nameGiven(hndl) } };
  }

  private patch(pid: string, request: FakeRequest): FakeAnswer {
    if (!this.records.has(pid)) return { status: 404 };
    this.records.set(pid, { url: request.json.url, metadata: request.json.metadata });
    this.effects.push({ kind: 'update', pid, url: request.json.url });
    return { status: 204 };
  }

  private remove(pid: string): FakeAnswer {
    if (!this.records.delete(pid)) return { status: 404 };
    this.effects.push({ kind: 'delete', pid });
    return { status: 200 };
  }
}
