import { compileXsd, type XsdSchema } from '../../src/xml/xsd.js';
import { sharedXsdFiles } from './shared-files.js';

/** The official schema of each metadataPrefix by its path below shared/xsd; the payload of an envelope goes by datacite. */
const SCHEMA_FILES: Readonly<Record<string, string>> = {
  oai_dc: 'oai/oai_dc.xsd',
  oai_datacite: 'datacite/oai/oai-1.1/oai.xsd',
  datacite: 'datacite/meta/kernel-4.7/metadata.xsd',
  edm: 'edm/EDM.xsd',
};

const schemas = new Map<string, XsdSchema>();

/** The complaints of an official schema, by metadataPrefix or path below shared/xsd; empty when the document is valid. */
export function xsdComplaints(prefixOrPath: string, xml: string): string[] {
  const path = SCHEMA_FILES[prefixOrPath] ?? prefixOrPath;
  const schema = schemas.get(path) ?? compileXsd(laxFiles(path), path);
  schemas.set(path, schema);
  return schema.complaints(xml).map(({ line, message }) => `${line}: ${message}`);
}

/** OAI-PMH.xsd wants every payload's schema in one set; payloads are validated by themselves. */
function laxFiles(path: string): ReadonlyMap<string, Uint8Array> {
  const files = sharedXsdFiles();
  const text = Buffer.from(files.get(path)!).toString();
  return files.set(path, Buffer.from(text.replaceAll('processContents="strict"', 'processContents="lax"')));
}
