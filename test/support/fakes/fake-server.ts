import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as a fake sees it. */
export interface FakeRequest {
  method: string;
  /** Raw path without query. */
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: string;
  /** The body as JSON; undefined when it is none. */
  json: ReturnType<typeof JSON.parse>;
}

/** What a fake answers. */
export interface FakeAnswer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** What goes wrong with a request. `after`: the service has done its work, only the answer is spoilt. */
export type Fault = { after?: boolean } & (
  | { kind: 'status'; status: number; headers?: Record<string, string>; body?: string }
  | { kind: 'reset' }
  | { kind: 'hang' }
  | { kind: 'truncate' }
  | { kind: 'garbage' }
  | { kind: 'large' }
);

/** Chooses the fault of a request; undefined = none. */
export type FaultPlan = (request: FakeRequest) => Fault | undefined;

/** A change that a fake has made to its store. */
export interface Effect {
  kind: 'create' | 'update' | 'delete';
  pid: string;
  url?: string | undefined;
  revision?: number | undefined;
}

/** A service on a loopback port, with a journal and a fault plan. */
export class FakeServer {
  readonly requests: FakeRequest[] = [];
  readonly effects: Effect[] = [];
  faults: FaultPlan = () => undefined;
  /** How long each answer takes. */
  delayMs = 0;
  /** Called for each request, before it is dealt with and after. */
  onStep: (step: 'received' | 'done' | 'answered') => void = () => undefined;
  port = 0;
  private server: Server | undefined;

  constructor(private readonly handle: (request: FakeRequest) => FakeAnswer) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** `host:port` for OUTGOING_ALLOW. */
  get allowed(): string {
    return `127.0.0.1:${this.port}`;
  }

  async start(): Promise<this> {
    this.server = createServer((request, response) => void this.answer(request, response));
    await new Promise<void>((resolve) => this.server?.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  /** Refuses connections until `start`; the port stays the same. */
  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  private async answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(incoming);
    this.requests.push(request);
    this.onStep('received');
    const fault = this.faults(request);
    if (this.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.delayMs));
    if (fault !== undefined && fault.after !== true) {
      spoil(response, fault);
      return;
    }
    const answer = this.handle(request);
    this.onStep('done');
    if (fault === undefined) send(response, answer);
    else spoil(response, fault);
    this.onStep('answered');
  }
}

async function readRequest(incoming: IncomingMessage): Promise<FakeRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString('utf8');
  const [path = '', query = ''] = (incoming.url ?? '').split(/\?(.*)/s);
  return {
    method: incoming.method ?? '',
    path,
    query: new URLSearchParams(query),
    headers: incoming.headers,
    body,
    json: parsed(body),
  };
}

function send(response: ServerResponse, answer: FakeAnswer): void {
  const text = typeof answer.body === 'string' ? answer.body : undefined;
  const body = text ?? (answer.body === undefined ? '' : JSON.stringify(answer.body));
  const type = text === undefined ? 'application/json;charset=utf-8' : 'text/plain;charset=utf-8';
  response
    .writeHead(answer.status, { ...(body !== '' && { 'content-type': type }), ...answer.headers })
    .end(body);
}

function spoil(response: ServerResponse, fault: Fault): void {
  switch (fault.kind) {
    case 'status':
      response.writeHead(fault.status, fault.headers).end(fault.body ?? '');
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'hang':
      return;
    case 'truncate':
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-length': '500' })
        .write('{"respon');
      response.socket?.end();
      return;
    case 'garbage':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>It works!</html>');
      return;
    case 'large':
      response.writeHead(200, { 'content-type': 'application/json' }).end(Buffer.alloc(2 * 1024 * 1024, 32));
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** User and password of HTTP Basic; the user is percent-decoded once. */
export function basicOf(request: FakeRequest): { user: string; password: string } | undefined {
  const [, base64] = /^Basic (.+)$/.exec(request.headers.authorization ?? '') ?? [];
  if (base64 === undefined) return undefined;
  const text = Buffer.from(base64, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return { user: decodeURIComponent(text.slice(0, colon)), password: text.slice(colon + 1) };
}
