import type { ApiParameter } from './openapi.js';
import type { Field } from './schema-fields.js';

/** A parameter of an operation: a field with its place. */
export interface Parameter extends Field {
  place: ApiParameter['in'];
}

/** What a caller must have. */
export interface Access {
  needsToken: boolean;
  /** Privileges on the thing itself or what it belongs to, any of which suffices. */
  own: string[];
  /** Privileges over the whole registry, all of which are needed where there is no own right. */
  admin: string[];
}

/** An answer that says that it worked. */
export interface Answer {
  status: string;
  description: string;
  headers: string[];
  example: string | undefined;
}

/** The errors of one status. */
export interface Refusal {
  status: string;
  ids: string[];
}

/** An operation as its reference shows it. */
export interface Operation {
  id: string;
  tag: string;
  method: string;
  path: string;
  summary: string;
  description: string | undefined;
  access: Access;
  parameters: Parameter[];
  body: { isRequired: boolean; mediaType: string; fields: Field[] } | undefined;
  curl: string;
  answers: Answer[];
  refusals: Refusal[];
}

/** An error that operations answer with. */
export interface ErrorEntry {
  id: string;
  status: string;
  example: string;
}

/** The API as its reference shows it. */
export interface Reference {
  title: string;
  version: string;
  introduction: string;
  /** Operations by tag, tags in the order of the alphabet. */
  groups: ReadonlyMap<string, Operation[]>;
  errors: ErrorEntry[];
}
