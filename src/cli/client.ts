import { Readable } from 'node:stream';
import { createApplication } from '../application.js';
import { loadConfig, type Config } from '../platform/config.js';
import { OperatorToken } from '../registry/users/operator-token.js';
import { restRoot } from '../platform/location.js';
import { sayFirstToken } from '../server.js';
import { runningServer } from './running-server.js';

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

/** The API refused a command, or a command was called wrongly. */
export class CommandError extends Error {
  /** What was wrong, without the error's id and details where a reason is known. */
  readonly reason: string;

  constructor(message: string, reason = message) {
    super(message);
    this.reason = reason;
  }
}

/** The API answered with an error; below 500 it has changed nothing. */
export class ApiRefusal extends CommandError {
  constructor(
    message: string,
    private readonly error: ErrorBody | undefined,
    readonly status: number,
  ) {
    super(message, reasonOf(error));
  }

  /** The reason, with its line counted from that of a file in which the document begins at `firstLine`. */
  reasonInFile(firstLine: number): string {
    return reasonOf(this.error, firstLine) ?? this.message;
  }
}

/**
 * A client for the server of `--url`, else for the one of the data folder if it runs, else for an application started
 * here. The token is that of `--token`, else WAYMARK_TOKEN, else the operator token of the data folder.
 * @throws CommandError when --url comes without a token
 */
export async function openClient(options: ServerOptions): Promise<ApiClient> {
  const token = givenToken(options);
  if (options.url !== undefined && token === undefined)
    throw new CommandError('--url needs --token (or WAYMARK_TOKEN in the environment)');
  return openFaces(options);
}

/** As `openClient`, for commands that bring credentials of their own: a token is not needed. */
export async function openFaces(options: ServerOptions): Promise<ApiClient> {
  const token = givenToken(options);
  if (options.url !== undefined) {
    return remoteClient(options.url, token ?? '');
  }
  const config = loadConfig(process.env);
  const running = await runningServer(config);
  return running === undefined
    ? inProcessClient(config, token)
    : remoteClient(running.url, token ?? running.token);
}

/** --token, else WAYMARK_TOKEN. */
function givenToken(options: ServerOptions): string | undefined {
  return options.token ?? (process.env['WAYMARK_TOKEN'] || undefined);
}

function remoteClient(url: string, token: string): ApiClient {
  return {
    call: async (method, path, body) => {
      const response = await fetch(`${url.replace(/\/+$/, '')}${restRoot}${path}`, {
        method,
        headers: { 'x-auth-token': token, ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }).catch((error: unknown) => {
        throw unreached(url, error);
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
      }).catch((error: unknown) => {
        throw unreached(url, error);
      });
      return { status: response.status, text: await response.text() };
    },
    close: () => Promise.resolve(),
  };
}

/** fetch keeps what went wrong in the cause; that may be our own body, which could not be read. */
function unreached(url: string, error: unknown): CommandError {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (cause instanceof CommandError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CommandError(`the server at ${url} cannot be reached: ${reason}`);
}

async function inProcessClient(config: Config, ownToken: string | undefined): Promise<ApiClient> {
  const application = await createApplication({ ...config, LOG_LEVEL: 'error' });
  // On stderr: stdout is what the command answers, and scripts read it.
  sayFirstToken(application, (line) => process.stderr.write(`${line}\n`));
  const operator = application.nest.get(OperatorToken);
  const token = ownToken ?? (await operator.issue());
  return {
    call: async (method, path, body) => {
      const response = await application.nest.inject({
        method,
        url: `${restRoot}${path}`,
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
  const body: unknown = text === '' ? undefined : parsedJson(text);
  if (status < 400) return { status, location, body };
  const error = (body as { error?: ErrorBody } | undefined)?.error;
  const details = error?.details === undefined ? '' : ` ${JSON.stringify(error.details)}`;
  const message = `${error?.id ?? status}: ${error?.description ?? text}${details}`;
  throw new ApiRefusal(message, error, status);
}

interface ErrorBody {
  id?: string;
  description?: string;
  details?: { line?: number | null; reason?: string };
}

function reasonOf(error: ErrorBody | undefined, firstLine = 1): string | undefined {
  const { line, reason } = error?.details ?? {};
  return reason === undefined
    ? error?.description
    : `${typeof line === 'number' ? `line ${line + firstLine - 1}: ` : ''}${reason}`;
}

/** The text read as JSON; undefined when it is none. */
export function parsedJson(text: string): unknown {
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
