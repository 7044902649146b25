import { Readable } from 'node:stream';
import { restRoot } from '../platform/location.js';

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

/** Speaks to a server over HTTP. */
export function remoteClient(url: string, token: string): ApiClient {
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

/** The answer of a status below 400. @throws ApiRefusal for any other */
export function judged(status: number, location: string | undefined, text: string): ApiAnswer {
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
