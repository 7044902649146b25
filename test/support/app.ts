import { createApplication, type Application } from '../../src/application.js';
import type { Clock } from '../../src/platform/clock.js';
import { loadConfig, type Config } from '../../src/platform/config.js';
import { scratchEnvironment } from './environment.js';

/** An answer, read to its end. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The body parsed as JSON; undefined when it is none. */
  json: ReturnType<typeof JSON.parse>;
}

/** What a call may say. `path` stands below the REST root unless it is absolute (`/oai_pmh`, `/share/…` with `root: true`). */
export interface CallOptions {
  /** undefined: the administrator's; null: none. */
  token?: string | null;
  body?: unknown;
  headers?: Record<string, string>;
  /** The path is from the server's root, not from the REST root. */
  root?: boolean;
}

/** Speaks HTTP to a server; redirects are not followed. */
export interface Caller {
  call: (method: string, path: string, options?: CallOptions) => Promise<Answer>;
}

/** A real application on a real database and port. */
export interface TestApp extends Caller {
  url: string;
  config: Config;
  adminToken: string;
  application: Application;
  /** Closes it and opens it again on the same data. */
  restart: () => Promise<void>;
  close: () => Promise<void>;
}

/** Starts an application on scratch data. `overrides` are settings by name. */
export async function startTestApp(overrides: Record<string, string> = {}, clock?: Clock): Promise<TestApp> {
  const scratch = await scratchEnvironment();
  const config = loadConfig({ ...scratch.settings, ...overrides });
  const start = async () => {
    const application = await createApplication(config, clock);
    await application.listen();
    return application;
  };
  const url = `http://127.0.0.1:${config.PORT}`;
  const app: TestApp = {
    url,
    config,
    adminToken: scratch.settings['ADMIN_TOKEN'] ?? '',
    application: await start(),
    call: (method, path, options = {}) => call(url, app.adminToken, method, path, options),
    restart: async () => {
      await app.application.close();
      app.application = await start();
    },
    close: async () => {
      await app.application.close();
      await scratch.remove();
    },
  };
  return app;
}

/** Speaks to the server at `url` with a token. */
export const callerOf = (url: string, token: string): Caller => ({
  call: (method, path, options = {}) => call(url, token, method, path, options),
});

async function call(
  url: string,
  adminToken: string,
  method: string,
  path: string,
  options: CallOptions,
): Promise<Answer> {
  const token = options.token === undefined ? adminToken : options.token;
  const response = await fetch(`${url}${options.root === true ? '' : '/api/v3/onezone'}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(token !== null && { 'x-auth-token': token }),
      ...(options.body !== undefined && { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(options.body !== undefined && {
      body: typeof options.body === 'string' ? options.body : JSON.stringify(options.body),
    }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
