import { accessOf } from './access.js';
import { bodyText, curlExample } from './curl-example.js';
import { rangeText, typeText } from './json-schema.js';
import {
  apiDocument,
  type ApiAnswer,
  type ApiMedia,
  type ApiOperation,
  type ApiParameter,
} from './openapi.js';
import type { Answer, ErrorEntry, Operation, Parameter, Reference, Refusal } from './reference.js';
import { fieldsOf } from './schema-fields.js';

/** Reads a reference out of an OpenAPI document. @throws ZodError when it is none of ours */
export function referenceOf(document: object): Reference {
  // As programs get it: in memory some fields are there and undefined.
  const { info, servers, paths } = apiDocument.parse(JSON.parse(JSON.stringify(document)));
  const server = servers[0]?.url ?? '';
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, raw]) =>
      operationOf(raw, { server, path, method: method.toUpperCase() }),
    ),
  );
  const tags = [...new Set(operations.map(({ tag }) => tag))].sort();
  return {
    title: info.title,
    version: info.version,
    introduction: info.description,
    groups: new Map(tags.map((tag) => [tag, operations.filter((one) => one.tag === tag)])),
    errors: errorsOf(Object.values(paths).flatMap((item) => Object.values(item))),
  };
}

function operationOf(raw: ApiOperation, route: { server: string; path: string; method: string }): Operation {
  const { operationId: id, summary, description, tags, parameters, requestBody, responses } = raw;
  const [content] = Object.entries(requestBody?.content ?? {});
  const access = accessOf(raw);
  const statuses = Object.entries(responses);
  return {
    id,
    tag: tags[0] ?? 'other',
    method: route.method,
    path: route.path,
    summary,
    description,
    access,
    parameters: parameters.map(parameterOf),
    body: content && {
      isRequired: requestBody?.required ?? false,
      mediaType: content[0],
      fields: fieldsOf(content[1].schema),
    },
    curl: curlExample({
      ...route,
      parameters,
      needsToken: access.needsToken,
      body: content && { mediaType: content[0], example: content[1].example },
    }),
    answers: statuses.filter(([status]) => status < '400').map(answerOf),
    refusals: statuses.filter(([status]) => status >= '400').map(refusalOf),
  };
}

const parameterOf = ({ name, in: place, required, description, schema }: ApiParameter): Parameter => ({
  name,
  place,
  type: typeText(schema),
  range: rangeText(schema),
  isRequired: required,
  description,
});

function answerOf([status, { description, headers, content }]: [string, ApiAnswer]): Answer {
  const example = mediaOf(content)?.example;
  return {
    status,
    description,
    headers: Object.keys(headers),
    example: example === undefined ? undefined : bodyText(example),
  };
}

const refusalOf = ([status, { content }]: [string, ApiAnswer]): Refusal => ({
  status,
  ids: Object.keys(mediaOf(content)?.examples ?? {}),
});

const mediaOf = (content: ApiAnswer['content']): ApiMedia | undefined => Object.values(content)[0];

function errorsOf(operations: readonly ApiOperation[]): ErrorEntry[] {
  const answers = operations.flatMap(({ responses }) => Object.entries(responses));
  const entries = answers.flatMap(([status, { content }]) =>
    Object.entries(mediaOf(content)?.examples ?? {}).map(
      ([id, { value }]) => [id, { id, status, example: bodyText(value) }] as const,
    ),
  );
  return [...new Map(entries).values()].sort(
    (a, b) => a.status.localeCompare(b.status) || a.id.localeCompare(b.id),
  );
}
