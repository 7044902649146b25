import { element, xmlDocument, type Markup } from './markup.js';

/** An RDF literal. */
export interface Literal {
  text: string;
  language?: string | undefined;
  /** Prefixed name, such as `xsd:date`. */
  datatype?: string;
}

/** A reference to another resource. */
export interface Reference {
  iri: string;
}

/** Something that statements are made about; without an IRI it is a blank node, written where it is used. */
export interface Resource {
  iri?: string | undefined;
  /** Prefixed names. */
  types: readonly string[];
  /** Values by prefixed name. */
  properties: Readonly<Record<string, readonly RdfValue[]>>;
}

/** What a statement can say. */
export type RdfValue = Literal | Reference | Resource;

/** The namespaces of prefixed names, by prefix. */
export type Prefixes = Readonly<Record<string, string>>;

const isLiteral = (value: RdfValue): value is Literal => 'text' in value;
const isResource = (value: RdfValue): value is Resource => 'types' in value;
const languageTag = /^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$/;
const languageOf = ({ language }: Literal) =>
  language !== undefined && languageTag.test(language) ? language : undefined;

/** An IRI without the characters that RDF forbids in it. */
export const safeIri = (iri: string) =>
  iri.replaceAll(/[\s<>"{}|^`\\]|\p{Cc}/gu, (character) => encodeURIComponent(character));

/** Resources as Turtle. Source: W3C RDF 1.1 Turtle. */
export function toTurtle(resources: readonly Resource[], prefixes: Prefixes): string {
  const heads = Object.entries(prefixes).map(([prefix, namespace]) => `@prefix ${prefix}: <${namespace}> .`);
  const bodies = resources.map(
    (resource) => `<${safeIri(resource.iri ?? '')}> ${statements(resource, '  ')} .`,
  );
  return `${heads.join('\n')}\n\n${bodies.join('\n\n')}\n`;
}

function statements({ types, properties }: Resource, indent: string): string {
  const written = Object.entries(properties)
    .filter(([, values]) => values.length > 0)
    .map(([name, values]) => `${name} ${values.map((value) => turtleValue(value, indent)).join(', ')}`);
  return [`a ${types.join(', ')}`, ...written].join(` ;\n${indent}`);
}

function turtleValue(value: RdfValue, indent: string): string {
  if (isLiteral(value)) return turtleLiteral(value);
  if (!isResource(value)) return `<${safeIri(value.iri)}>`;
  // A named resource inside another is referred to; what is said of it stands in a node that is the same as it.
  const deeper = `${indent}  `;
  const body = statements(value, deeper);
  const same = value.iri === undefined ? '' : ` ;\n${deeper}owl:sameAs <${safeIri(value.iri)}>`;
  return `[\n${deeper}${body}${same}\n${indent}]`;
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function turtleLiteral(literal: Literal): string {
  const quoted = `"${literal.text.replaceAll(/[\\"\n\r\t]/g, (character) => escapes[character] ?? '')}"`;
  const language = languageOf(literal);
  if (literal.datatype !== undefined) return `${quoted}^^${literal.datatype}`;
  return language === undefined ? quoted : `${quoted}@${language}`;
}

/** Resources as JSON-LD. Source: W3C JSON-LD 1.1. */
export function toJsonLd(resources: readonly Resource[], prefixes: Prefixes): string {
  return JSON.stringify({ '@context': prefixes, '@graph': resources.map(jsonNode) }, null, 2);
}

function jsonNode({ iri, types, properties }: Resource): object {
  const written = Object.entries(properties)
    .filter(([, values]) => values.length > 0)
    .map(([name, values]) => [name, values.map(jsonValue)] as const);
  return {
    ...(iri !== undefined && { '@id': safeIri(iri) }),
    '@type': types,
    ...Object.fromEntries(written),
  };
}

function jsonValue(value: RdfValue): object {
  if (isResource(value)) return jsonNode(value);
  if (!isLiteral(value)) return { '@id': safeIri(value.iri) };
  const language = languageOf(value);
  return {
    '@value': value.text,
    ...(value.datatype !== undefined
      ? { '@type': value.datatype }
      : language !== undefined && { '@language': language }),
  };
}

/** Resources as RDF/XML. Source: W3C RDF 1.1 XML Syntax. */
export function toRdfXml(resources: readonly Resource[], prefixes: Prefixes): string {
  const namespaces = Object.fromEntries(
    Object.entries(prefixes).map(([prefix, namespace]) => [`xmlns:${prefix}`, namespace]),
  );
  return xmlDocument(
    element(
      'rdf:RDF',
      namespaces,
      resources.map((resource) => xmlNode(resource, prefixes)),
    ),
  );
}

function xmlNode({ iri, types, properties }: Resource, prefixes: Prefixes): Markup {
  const [first = 'rdf:Description', ...others] = types;
  return element(first, { 'rdf:about': iri === undefined ? undefined : safeIri(iri) }, [
    ...others.map((type) => element('rdf:type', { 'rdf:resource': expanded(type, prefixes) })),
    ...Object.entries(properties).flatMap(([name, values]) =>
      values.map((value) => xmlProperty(name, value, prefixes)),
    ),
  ]);
}

function xmlProperty(name: string, value: RdfValue, prefixes: Prefixes): Markup {
  if (isResource(value)) return element(name, {}, [xmlNode(value, prefixes)]);
  if (!isLiteral(value)) return element(name, { 'rdf:resource': safeIri(value.iri) });
  const datatype = value.datatype === undefined ? undefined : expanded(value.datatype, prefixes);
  const language = datatype === undefined ? languageOf(value) : undefined;
  return element(name, { 'rdf:datatype': datatype, 'xml:lang': language }, [value.text]);
}

function expanded(name: string, prefixes: Prefixes): string {
  const colon = name.indexOf(':');
  return (prefixes[name.slice(0, colon)] ?? '') + name.slice(colon + 1);
}
