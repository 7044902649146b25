import { compileXsd, type XsdComplaint, type XsdSchema } from '../xml/xsd.js';
import { RDF } from './edm/edm-document.js';
import { KERNEL_4 } from './oai-datacite/datacite-document.js';
import { OAI_DC } from './namespaces.js';

/** A second opinion by official schema files that an operator has put into a folder (`METADATA_XSD_DIR`). */
export interface XsdCheck {
  /** metadataPrefixes for which a schema was found. */
  readonly prefixes: readonly string[];
  /** What the schema of a prefix says about a rendered record; nothing for prefixes without one. */
  complaints(prefix: string, payload: string): XsdComplaint[];
  dispose(): void;
}

/** How the schema of a prefix is recognised: its target namespace and a name that its file must hold. */
const RECOGNISED: readonly (readonly [prefix: string, namespace: string, mark: string])[] = [
  ['oai_dc', OAI_DC, 'name="dc"'],
  ['datacite', KERNEL_4, 'name="resource"'],
  ['oai_datacite', 'http://schema.datacite.org/oai/oai-1.1/', 'name="oai_datacite"'],
  ['edm', RDF, 'EDM-EXTERNAL-MAIN.xsd'],
];

/**
 * Compiles the schemas found among the files of a folder (path below it, with `/`, to bytes). Of several versions of one
 * schema the last by name is taken. Throws, with the file's name, when one does not compile.
 */
export function prepareXsdCheck(files: ReadonlyMap<string, Uint8Array>): XsdCheck {
  const schemas = new Map<string, XsdSchema>();
  for (const [prefix, namespace, mark] of RECOGNISED) {
    const entry = findEntry(files, namespace, mark);
    if (entry !== undefined) schemas.set(prefix, compile(files, entry));
  }
  return {
    prefixes: [...schemas.keys()],
    complaints: (prefix, payload) => schemas.get(prefix)?.complaints(payload) ?? [],
    dispose: () => {
      for (const schema of schemas.values()) schema.dispose();
    },
  };
}

function findEntry(
  files: ReadonlyMap<string, Uint8Array>,
  namespace: string,
  mark: string,
): string | undefined {
  const decoder = new TextDecoder();
  const found = [...files].filter(([, bytes]) => {
    const text = decoder.decode(bytes);
    return text.includes(`targetNamespace="${namespace}"`) && text.includes(mark);
  });
  return found
    .map(([path]) => path)
    .toSorted()
    .at(-1);
}

function compile(files: ReadonlyMap<string, Uint8Array>, entry: string): XsdSchema {
  try {
    return compileXsd(files, entry);
  } catch (error) {
    throw new Error(`the schema file ${entry} does not compile`, { cause: error });
  }
}
