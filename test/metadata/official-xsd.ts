import {
  XmlBufferInputProvider,
  XmlDocument,
  XmlLibError,
  xmlRegisterInputProvider,
  XsdValidator,
} from 'libxml2-wasm';
import path from 'node:path';
import { sharedXsdFiles } from './shared-files.js';

/** Official schema locations by their path in shared/xsd (its catalog.xml). */
const LOCATIONS: readonly (readonly [string, string])[] = [
  ['w3c/xml.xsd', 'http://www.w3.org/2001/xml.xsd'],
  ['w3c/xml.xsd', 'http://www.w3.org/2001/03/xml.xsd'],
  ['w3c/xml.xsd', 'http://www.w3.org/2009/01/xml.xsd'],
  ['oai/simpledc20021212.xsd', 'http://dublincore.org/schemas/xmls/simpledc20021212.xsd'],
];

const BASE = 'file:///xsd/';
const validators = new Map<string, XsdValidator>();
let registered = false;

/** The complaints of an official schema (path below shared/xsd) about a document; empty when it is valid. */
export function xsdComplaints(schema: string, xml: string): string[] {
  const document = XmlDocument.fromString(xml);
  try {
    validatorFor(schema).validate(document);
    return [];
  } catch (error) {
    if (error instanceof XmlLibError)
      return error.details.map(({ line, message }) => `${line}: ${message.trim()}`);
    throw error;
  } finally {
    document.dispose();
  }
}

function validatorFor(schema: string): XsdValidator {
  const known = validators.get(schema);
  if (known !== undefined) return known;
  const files = sharedXsdFiles();
  if (!registered) xmlRegisterInputProvider(new XmlBufferInputProvider(addresses(files)));
  registered = true;
  // OAI-PMH.xsd wants every payload's schema in one set; payloads are validated by themselves.
  const text = Buffer.from(files.get(schema)!)
    .toString()
    .replaceAll('processContents="strict"', 'processContents="lax"');
  const source = XmlDocument.fromString(text, { url: BASE + schema });
  try {
    const validator = XsdValidator.fromDoc(source);
    validators.set(schema, validator);
    return validator;
  } finally {
    source.dispose();
  }
}

function addresses(files: ReadonlyMap<string, Uint8Array>): Record<string, Uint8Array> {
  const byAddress: Record<string, Uint8Array> = {};
  for (const [name, bytes] of files) byAddress[BASE + name.split(path.sep).join('/')] = bytes;
  for (const [name, location] of LOCATIONS) byAddress[location] = files.get(name)!;
  return byAddress;
}
