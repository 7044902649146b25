import type { FastifyRequest } from 'fastify';
import { percentDecoded } from './authorization-header.js';
import { HandleError } from './outcome.js';

/** The part of a request's raw path below `root` (without its slash), not yet decoded; '' for the root itself. */
export function rawBelow(request: FastifyRequest, root: string): string {
  const path = request.url.split('?', 1)[0] ?? '';
  return path.slice(root.length + 1);
}

/** A name out of a raw path: percent-decoded exactly once. @throws HandleError invalidHandle for a broken encoding */
export function decodedName(raw: string): string {
  const name = percentDecoded(raw);
  if (name === undefined) throw new HandleError('invalidHandle', 'The name is not percent-encoded UTF-8');
  return name;
}

/** Query parameters, each with all its values. */
export class Parameters {
  constructor(private readonly search: URLSearchParams) {}

  /** Those of the URL. */
  static ofQuery(request: FastifyRequest): Parameters {
    const mark = request.url.indexOf('?');
    return new Parameters(new URLSearchParams(mark < 0 ? '' : request.url.slice(mark + 1)));
  }

  /** Those of the URL and of the body, a JSON object or a form. */
  static ofQueryAndBody(request: FastifyRequest): Parameters {
    const parameters = Parameters.ofQuery(request);
    const { body } = request;
    const more =
      typeof body === 'string'
        ? [...new URLSearchParams(body)]
        : Object.entries((body as object | null) ?? {});
    for (const [name, value] of more)
      for (const one of [value].flat() as unknown[]) parameters.search.append(name, String(one));
    return parameters;
  }

  all(name: string): string[] {
    return this.search.getAll(name);
  }

  first(name: string): string | undefined {
    return this.search.get(name) ?? undefined;
  }

  /** Absent = undefined; empty, `yes` and `true` in any case = true. */
  flag(name: string): boolean | undefined {
    const text = this.first(name)?.toLowerCase();
    return text === undefined ? undefined : text === '' || text === 'yes' || text === 'true';
  }

  /** Only the texts `true` and `false`. @throws HandleError protocolError */
  strictFlag(name: string, absent: boolean): boolean {
    const text = this.first(name);
    if (text === undefined) return absent;
    if (text !== 'true' && text !== 'false')
      throw new HandleError('protocolError', `${name} must be true or false`);
    return text === 'true';
  }

  /** @throws HandleError protocolError when it is no whole number */
  number(name: string): number | undefined {
    const text = this.first(name);
    return text === undefined ? undefined : wholeNumber(name, text);
  }

  /** @throws HandleError protocolError when one is no whole number */
  numbers(name: string): number[] {
    return this.all(name).map((text) => wholeNumber(name, text));
  }
}

function wholeNumber(name: string, text: string): number {
  if (!/^-?\d{1,15}$/.test(text))
    throw new HandleError('protocolError', `${name} must be a whole number, not ${text.slice(0, 40)}`);
  return Number(text);
}
