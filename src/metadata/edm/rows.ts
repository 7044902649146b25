import { many, vocabulary, type AttributeSpec, type ElementSpec, type ValueSpec } from '../spec.js';

/** How statements may be annotated since the enrichment work of Europeana (RDF.xsd, LiteralType). */
const STATEMENT: readonly AttributeSpec[] = [
  {
    name: 'edm:wasGeneratedBy',
    level: 'optional',
    help: 'Whether a person or software made the statement.',
    vocabulary: vocabulary('wasGeneratedBy', { EDM: 'SoftwareAgent Person' }),
  },
  {
    name: 'edm:confidenceLevel',
    level: 'optional',
    help: 'How sure the statement is, 0 to 1.',
    checks: ['decimal-0-1'],
    blank: 'error',
  },
];

const LANG: AttributeSpec = {
  name: 'xml:lang',
  level: 'optional',
  help: 'Language of the text as a BCP 47 tag.',
  checks: ['language-tag'],
  blank: 'error',
};

const RESOURCE: AttributeSpec = {
  name: 'rdf:resource',
  level: 'optional',
  help: 'Address of the thing meant, instead of text.',
  checks: ['uri'],
  blank: 'error',
};

const DATATYPE: AttributeSpec = {
  name: 'rdf:datatype',
  level: 'optional',
  help: 'Address of the datatype.',
  checks: ['uri'],
  blank: 'ignore',
};

/** `rdf:about`; where the registry assigns it, a submitter may leave it out. */
export function about(level: AttributeSpec['level'], help: string): AttributeSpec {
  return {
    name: 'rdf:about',
    level,
    help,
    checks: ['uri'],
    blank: level === 'required' ? 'error' : 'ignore',
  };
}

interface RowOptions extends ValueSpec {
  readonly level?: ElementSpec['level'];
  readonly occurs?: ElementSpec['occurs'];
  readonly example?: string;
  readonly rank?: number;
}

/** A statement with text (LiteralType). */
export function literal(name: string, help: string, options: RowOptions = {}): ElementSpec {
  return row(name, help, 'text', [LANG, DATATYPE, ...STATEMENT], options);
}

/** A statement that points at something (ResourceType). */
export function resource(name: string, help: string, options: RowOptions = {}): ElementSpec {
  const { checks, ...rest } = options;
  const target: AttributeSpec = {
    ...RESOURCE,
    level: 'required',
    ...(checks && { checks: ['uri', ...checks] }),
  };
  return row(name, help, 'empty', [target], rest);
}

/** A statement with text or a target, never both (ResourceOrLiteralType); `checks.ts` sees to "not both". */
export function either(name: string, help: string, options: RowOptions = {}): ElementSpec {
  return row(name, help, 'text', [LANG, RESOURCE, ...STATEMENT], { blank: 'ignore', ...options });
}

/** Text without any attribute. */
export function plain(name: string, help: string, options: RowOptions = {}): ElementSpec {
  return row(name, help, 'text', [], options);
}

/** A number with its datatype written beside it. */
export function number(name: string, help: string, datatype: string, options: RowOptions = {}): ElementSpec {
  const uri = `http://www.w3.org/2001/XMLSchema#${datatype}`;
  const type: AttributeSpec = {
    ...DATATYPE,
    level: 'required',
    vocabulary: { name: 'rdf:datatype', values: [{ value: uri }] },
  };
  const pattern = PATTERNS[datatype];
  return row(name, help, 'text', [type], { blank: 'error', ...(pattern && { pattern }), ...options });
}

const PATTERNS: Readonly<Record<string, NonNullable<ValueSpec['pattern']>>> = {
  long: { source: '^[+-]?\\d{1,18}$', describe: 'a whole number' },
  integer: { source: '^[+-]?\\d{1,18}$', describe: 'a whole number' },
  nonNegativeInteger: { source: '^\\+?\\d{1,18}$', describe: 'a whole number from 0' },
  double: { source: '^[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?$', describe: 'a number' },
  hexBinary: { source: '^[0-9A-Fa-f]{6}$', describe: 'six hexadecimal digits' },
};

/** A number without a datatype. */
export const WHOLE_NUMBER: ValueSpec = {
  pattern: { source: '^\\+?\\d{1,18}$', describe: 'a whole number from 0' },
  blank: 'error',
};

/** A class: an element of statements. */
export function resourceClass(
  name: string,
  help: string,
  children: readonly ElementSpec[],
  options: Partial<Pick<ElementSpec, 'level' | 'occurs' | 'order' | 'attributes'>> = {},
): ElementSpec {
  return {
    name,
    help,
    level: 'optional',
    occurs: many(),
    content: 'elements',
    order: 'sequence',
    attributes: [about('required', 'Address of the thing described.')],
    children,
    ...options,
  };
}

function row(
  name: string,
  help: string,
  content: 'text' | 'empty',
  attributes: readonly AttributeSpec[],
  options: RowOptions,
): ElementSpec {
  return { name, help, level: 'optional', occurs: many(), content, attributes, ...options };
}
