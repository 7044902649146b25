import {
  MAYBE,
  many,
  ONE,
  type AttributeSpec,
  type ElementSpec,
  type ValueSpec,
  type Vocabulary,
} from '../spec.js';

/** `xml:lang` as most elements of the kernel have it. */
export const LANG: AttributeSpec = {
  name: 'xml:lang',
  level: 'optional',
  help: 'Language of the text as a BCP 47 tag, such as en or pl.',
  checks: ['language-tag'],
  blank: 'ignore',
};

export const SCHEME_URI: AttributeSpec = uri('schemeURI', 'Address of the identifier scheme.');

/** An optional attribute of free text. */
export function free(name: string, help: string, since?: string): AttributeSpec {
  return { name, level: 'optional', help, blank: 'ignore', ...(since === undefined ? {} : { since }) };
}

/** An optional attribute that holds a URI. */
export function uri(name: string, help: string, since?: string): AttributeSpec {
  return { ...free(name, help, since), checks: ['uri'] };
}

/** An attribute with a controlled list. */
export function listed(
  name: string,
  vocabulary: Vocabulary,
  level: AttributeSpec['level'],
  help: string,
): AttributeSpec {
  return { name, level, help, vocabulary };
}

/** An attribute that must be there, with any text. */
export function required(name: string, help: string): AttributeSpec {
  return { name, level: 'required', help, blank: 'warning' };
}

interface RowOptions extends ValueSpec {
  readonly level?: ElementSpec['level'];
  readonly occurs?: ElementSpec['occurs'];
  readonly attributes?: readonly AttributeSpec[];
  readonly example?: string;
  readonly since?: string;
  readonly unknown?: 'lax';
  readonly unknownAttributes?: 'lax';
}

/** An element that holds text; by default at most once and optional. */
export function text(name: string, help: string, options: RowOptions = {}): ElementSpec {
  return { name, help, level: 'optional', occurs: MAYBE, content: 'text', ...options };
}

/** Text whose type the XSD leaves open (anyType): a language is welcome, what more it takes is kept with a warning. */
export function loose(name: string, help: string, options: RowOptions = {}): ElementSpec {
  return text(name, help, {
    attributes: [LANG],
    unknown: 'lax',
    unknownAttributes: 'lax',
    ...options,
  });
}

/** Text that must stand exactly once. */
export function one(name: string, help: string, options: RowOptions = {}): ElementSpec {
  return text(name, help, { level: 'required', occurs: ONE, blank: 'error', ...options });
}

/** An element of elements; by default at most once and optional. */
export function group(
  name: string,
  help: string,
  children: readonly ElementSpec[],
  options: Omit<Partial<ElementSpec>, 'name' | 'help' | 'children'> = {},
): ElementSpec {
  return { name, help, level: 'optional', occurs: MAYBE, content: 'elements', children, ...options };
}

/** A wrapper around any number of one element. */
export function list(
  name: string,
  help: string,
  item: ElementSpec,
  options: { readonly level?: ElementSpec['level']; readonly atLeast?: number; readonly since?: string } = {},
): ElementSpec {
  const { level = 'optional', atLeast = 0, since } = options;
  const occurs = level === 'required' ? ONE : MAYBE;
  const child = { ...item, occurs: many(atLeast) };
  return group(name, help, [child], { level, occurs, ...(since === undefined ? {} : { since }) });
}
