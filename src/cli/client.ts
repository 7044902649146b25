import { existsSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { createApplication } from '../application.js';
import { loadConfig, type Config } from '../platform/config.js';
import { OperatorToken } from '../registry/users/operator-token.js';
import { sayFirstToken, serverFile } from '../server.js';

/** An answer of the API. */
export interface ApiAnswer {
  status: number;
  location: string | undefined;
  body: unknown;
}

/** Speaks the HTTP API: to a server, or to the application in this process when none runs. */
export interface ApiClient {
  call: (
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
  ) => Promise<ApiAnswer>;
  /** Speaks to another face than the REST API; `path` is from the root. No credentials of ours go along. */
  send: (method: string, path: string, request?: FaceRequest) => Promise<FaceAnswer>;
  close: () => Promise<void>;
}

/** A request to a protocol face. */
export interface FaceRequest {
  headers?: Record<string, string>;
  body?: string | Readable;
}

/** An answer of a protocol face, whatever its status. */
export interface FaceAnswer {
  status: number;
  text: string;
}

/** Where commands find their server: options of every client command. */
export interface ServerOptions {
  url?: string;
  token?: string;
}

const restPath = '/api/v3/onezone';

/** The API refused a command, or a command was called wrongly. */
export class CommandError extends Error {
  /** What was wrong, without the error's id and details where a reason is known. */
  readonly reason: string;

  constructor(message: string, reason = message) {
    super(message);
    this.reason = reason;
  }
}

/**
 * A client for the server of `--url`, else of the data folder's server.json, else for an application started here.
 * @throws CommandError when --url comes without a token
 */
export async function openClient(options: ServerOptions): Promise<ApiClient> {
  if (options.url !== undefined) return openFaces({ ...options, token: tokenFor(options) });
  return openFaces(options);
}

/** As `openClient`, for commands that bring credentials of their own: a token is not needed. */
export async function openFaces(options: ServerOptions): Promise<ApiClient> {
  const config = loadConfig(process.env);
  if (options.url !== undefined) return remoteClient(options.url, options.token ?? '');
  const running = runningServer(config);
  if (running !== undefined) return remoteClient(running.url, options.token ?? running.token);
  return inProcessClient(config, options.token);
}

function tokenFor(options: ServerOptions): string {
  const token = options.token ?? process.env['WAYMARK_TOKEN'];
  if (token === undefined)
    throw new CommandError('--url needs --token (or WAYMARK_TOKEN in the environment)');
  return token;
}

/** What server.json says, if the process that wrote it still lives. */
function runningServer(config: Config): { url: string; token: string } | undefined {
  const file = serverFile(config);
  if (!existsSync(file)) return undefined;
  const { url, token, pid } = JSON.parse(readFileSync(file, 'utf8')) as {
    url: string;
    token: string;
    pid: number;
  };
  try {
    process.kill(pid, 0);
    return { url, token };
  } catch {
    return undefined;
  }
}

function remoteClient(url: string, token: string): ApiClient {
  return {
    call: async (method, path, body) => {
      const response = await fetch(`${url.replace(/\/+$/, '')}${restPath}${path}`, {
        method,
        headers: { 'x-auth-token': token, ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return judged(response.status, response.headers.get('location') ?? undefined, await response.text());
    },
    send: async (method, path, { headers, body } = {}) => {
      const response = await fetch(`${url.replace(/\/+$/, '')}${path}`, {
        method,
        ...(headers && { headers }),
        ...(body !== undefined && {
          body: typeof body === 'string' ? body : (Readable.toWeb(body) as ReadableStream),
          duplex: 'half',
        }),
      });
      return { status: response.status, text: await response.text() };
    },
    close: () => Promise.resolve(),
  };
}

async function inProcessClient(config: Config, givenToken: string | undefined): Promise<ApiClient> {
  const application = await createApplication({ ...config, LOG_LEVEL: 'error' });
  // On stderr: stdout is what the command answers, and scripts read it.
  sayFirstToken(application, (line) => process.stderr.write(`${line}\n`));
  const operator = application.nest.get(OperatorToken);
  const token = givenToken ?? (await operator.issue());
  return {
    call: async (method, path, body) => {
      const response = await application.nest.inject({
        method,
        url: `${restPath}${path}`,
        headers: { 'x-auth-token': token, ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { payload: JSON.stringify(body) }),
      });
      const { location } = response.headers;
      return judged(
        response.statusCode,
        typeof location === 'string' ? location : undefined,
        response.payload,
      );
    },
    send: async (method, path, { headers, body } = {}) => {
      const response = await application.nest.inject({
        method: method as 'GET',
        url: path,
        ...(headers && { headers }),
        ...(body !== undefined && { payload: body }),
      });
      return { status: response.statusCode, text: response.payload };
    },
    close: async () => {
      await operator.withdraw();
      await application.close();
    },
  };
}

function judged(status: number, location: string | undefined, text: string): ApiAnswer {
  const body: unknown = text === '' ? undefined : parsed(text);
  if (status < 400) return { status, location, body };
  const error = (body as { error?: ErrorBody } | undefined)?.error;
  const details = error?.details === undefined ? '' : ` ${JSON.stringify(error.details)}`;
  throw new CommandError(`${error?.id ?? status}: ${error?.description ?? text}${details}`, reasonOf(error));
}

interface ErrorBody {
  id?: string;
  description?: string;
  details?: { line?: number | null; reason?: string };
}

function reasonOf(error: ErrorBody | undefined): string | undefined {
  const { line, reason } = error?.details ?? {};
  return reason === undefined
    ? error?.description
    : `${typeof line === 'number' ? `line ${line}: ` : ''}${reason}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The id at the end of an answer's Location. */
export function createdId(answer: ApiAnswer): string {
  return answer.location?.split('/').at(-1) ?? '';
}
