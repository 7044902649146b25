import { type Answer, type Caller, startTestApp, type TestApp } from '../support/app.js';

/** A registry that homes 21.T1, with an administrator of it. */
export interface HandleServerUnderTest {
  app: TestApp;
  prefix: string;
  /** `300:21.T1/ADMIN` */
  username: string;
  password: string;
  /** Speaks to a path from the root as the administrator; `null`: as nobody. */
  call: (method: string, path: string, options?: HandleCall) => Promise<Answer>;
}

interface HandleCall {
  body?: unknown;
  headers?: Record<string, string>;
  /** undefined: the administrator; null: nobody. */
  as?: { username: string; password: string } | null;
}

/** Basic credentials as pyhandle sends them: the user percent-encoded but for slashes. */
export function basic({ username, password }: { username: string; password: string }): string {
  const user = encodeURIComponent(username).replaceAll('%2F', '/');
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** Homes a prefix with an administrator; answers what POST /prefixes answers. */
export async function addPrefix(
  app: TestApp,
  body: object,
): Promise<{ username: string; password: string; certificateUser: string }> {
  const answer = await app.call('POST', '/prefixes', { body });
  if (answer.status !== 201) throw new Error(`POST /prefixes answered ${answer.status}: ${answer.text}`);
  return answer.json as { username: string; password: string; certificateUser: string };
}

/** Starts it. */
export async function startHandleServer(
  settings: Record<string, string> = {},
): Promise<HandleServerUnderTest> {
  const app = await startTestApp(settings);
  const prefix = '21.T1';
  const admin = await addPrefix(app, { prefix });
  return {
    app,
    prefix,
    username: admin.username,
    password: admin.password,
    call: (method, path, { body, headers, as = admin } = {}) =>
      app.call(method, path, {
        root: true,
        token: null,
        ...(body !== undefined && { body }),
        headers: { ...(as !== null && { authorization: basic(as) }), ...headers },
      }),
  };
}

/** An HS_ADMIN value as pyhandle sends it: the index is text. */
export const hsAdmin = (prefix: string) => ({
  index: 100,
  type: 'HS_ADMIN',
  data: { format: 'admin', value: { handle: `0.NA/${prefix}`, index: '200', permissions: '011111110011' } },
});

/** A URL value. */
export const url = (address: string, index = 1) => ({ index, type: 'URL', data: address });

/** A batch as `GET /api/batch/{id}` shows it. */
export interface ShownBatch {
  batchId: string;
  state: 'running' | 'finished' | 'interrupted';
  operations: number;
  totalOperations: number;
  successes: number;
  lines: number;
}

/** Looks at a batch until the condition holds; 20 s at most. */
export async function batchUntil(
  { app }: { app: Caller },
  id: string,
  condition: (batch: ShownBatch) => boolean,
): Promise<ShownBatch> {
  for (const startedAt = performance.now(); performance.now() - startedAt < 20_000;) {
    const { json } = await app.call('GET', `/api/batch/${id}`, { root: true, token: null });
    if (condition(json as ShownBatch)) return json as ShownBatch;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`the batch ${id} never got there`);
}

/** Runs a batch file to its end; the answer of POST with how the batch stands then. */
export async function runBatch(
  server: HandleServerUnderTest,
  text: string,
  query = '',
): Promise<{ status: number; batch: ShownBatch }> {
  const { status, json } = await server.call('POST', `/api/batch${query}`, {
    body: text,
    as: null,
    headers: { 'content-type': 'text/plain' },
  });
  if (status !== 202) return { status, batch: json as ShownBatch };
  return {
    status,
    batch: await batchUntil(server, (json as ShownBatch).batchId, ({ state }) => state !== 'running'),
  };
}
