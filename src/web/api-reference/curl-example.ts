import type { ApiParameter } from './openapi.js';

/** A request to show. */
export interface ShownRequest {
  /** Address of the server, without a trailing slash. */
  server: string;
  method: string;
  path: string;
  parameters: readonly ApiParameter[];
  needsToken: boolean;
  body: { mediaType: string; example: unknown } | undefined;
}

/** A request as a command for a POSIX shell, with the examples of its parameters; the token stands in `$TOKEN`. */
export function curlExample({ server, method, path, parameters, needsToken, body }: ShownRequest): string {
  const address = server + filledIn(path, parameters) + queryOf(parameters);
  const parts = [
    `curl${method === 'GET' ? '' : ` -X ${method}`} ${quoted(address)}`,
    ...(needsToken ? ['-H "X-Auth-Token: $TOKEN"'] : []),
    ...(body === undefined
      ? []
      : [`-H ${quoted(`Content-Type: ${body.mediaType}`)}`, `-d ${quoted(bodyText(body.example))}`]),
  ];
  return parts.join(' \\\n  ');
}

const exampleText = ({ name, example }: ApiParameter) =>
  typeof example === 'string' || typeof example === 'number' ? String(example) : name;

function filledIn(path: string, parameters: readonly ApiParameter[]): string {
  return parameters
    .filter((one) => one.in === 'path')
    .reduce((text, one) => text.replaceAll(`{${one.name}}`, encodeURIComponent(exampleText(one))), path);
}

function queryOf(parameters: readonly ApiParameter[]): string {
  const asked = parameters.filter((one) => one.in === 'query' && one.required);
  const query = new URLSearchParams(asked.map((one) => [one.name, exampleText(one)]));
  return asked.length === 0 ? '' : `?${query.toString()}`;
}

/** An example as it is sent: text as it is, everything else as JSON. */
export const bodyText = (example: unknown): string =>
  typeof example === 'string' ? example : JSON.stringify(example, null, 2);

/** One word of a shell, whatever is in it. Source: POSIX, Shell Command Language 2.2.2. */
const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;
