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

/** The complaints of the official schema of a prefix, or of a file below shared/xsd, about a document. */
export function xsdComplaints(prefixOrFile: string, xml: string): string[] {
  let schema = schemas.get(prefixOrFile);
  if (schema === undefined) {
    schema = compileXsd(laxWildcards(sharedXsdFiles()), SCHEMA_FILES[prefixOrFile] ?? prefixOrFile);
    schemas.set(prefixOrFile, schema);
  }
  return schema.complaints(xml).map(({ line, message }) => `${line}: ${message}`);
}

/** OAI-PMH.xsd wants every payload's schema in one set; payloads are validated by themselves. */
function laxWildcards(files: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> {
  const lax = (bytes: Uint8Array) =>
    Buffer.from(
      Buffer.from(bytes).toString().replaceAll('processContents="strict"', 'processContents="lax"'),
    );
  return new Map([...files].map(([name, bytes]) => [name, name === 'oai/OAI-PMH.xsd' ? lax(bytes) : bytes]));
}
