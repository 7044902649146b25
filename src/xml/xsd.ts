import {
  XmlBufferInputProvider,
  xmlCleanupInputProvider,
  XmlDocument,
  XmlLibError,
  xmlRegisterInputProvider,
  XsdValidator,
} from 'libxml2-wasm';

/** A complaint of an XSD, in the words of libxml2. */
export interface XsdComplaint {
  readonly line: number;
  readonly xpath: string | null;
  readonly message: string;
}

/** A compiled schema. It holds parser memory until `dispose`. */
export interface XsdSchema {
  complaints(xml: string): XsdComplaint[];
  dispose(): void;
}

const BASE = 'file:///xsd/';

/**
 * Compiles one schema of a set of files (path to bytes). Includes are found by their path beside the including file;
 * absolute addresses are found by the longest matching end of a path, so that an operator can put official files into
 * one folder as they are. Nothing outside the set is read. Throws when the schema does not compile.
 */
export function compileXsd(files: ReadonlyMap<string, Uint8Array>, entry: string): XsdSchema {
  const source = files.get(entry);
  if (source === undefined) throw new Error(`no schema file ${entry}`);
  xmlRegisterInputProvider(new XmlBufferInputProvider(addressesOf(files)));
  const document = XmlDocument.fromBuffer(source, { url: BASE + entry });
  try {
    const validator = XsdValidator.fromDoc(document);
    return { complaints: (xml) => complaintsOf(validator, xml), dispose: () => validator.dispose() };
  } finally {
    document.dispose();
    xmlCleanupInputProvider();
  }
}

/** A text that is not well-formed is complained of like any other. */
function complaintsOf(validator: XsdValidator, xml: string): XsdComplaint[] {
  let document: XmlDocument | undefined;
  try {
    document = XmlDocument.fromString(xml);
    validator.validate(document);
    return [];
  } catch (error) {
    if (!(error instanceof XmlLibError)) throw error;
    return error.details.map(({ line, message, xpath }) => ({
      line,
      xpath: xpath ?? null,
      message: message.trim(),
    }));
  } finally {
    document?.dispose();
  }
}

/** Each file under its own path, and under every absolute address that the files name and that ends like it. */
function addressesOf(files: ReadonlyMap<string, Uint8Array>): Record<string, Uint8Array> {
  const addresses: Record<string, Uint8Array> = {};
  for (const [path, bytes] of files) addresses[BASE + path] = bytes;
  const decoder = new TextDecoder();
  for (const bytes of files.values()) {
    for (const [, address = ''] of decoder
      .decode(bytes)
      .matchAll(/schemaLocation\s*=\s*["'](https?:[^"']+)["']/g)) {
      const path = bestMatch(address, [...files.keys()]);
      const found = path === undefined ? undefined : files.get(path);
      if (found !== undefined) addresses[address] = found;
    }
  }
  return addresses;
}

function bestMatch(address: string, paths: readonly string[]): string | undefined {
  const wanted = address.split('/').reverse();
  let best: string | undefined;
  let bestLength = 0;
  for (const path of paths) {
    const segments = path.split('/').reverse();
    let length = 0;
    while (length < segments.length && segments[length] === wanted[length]) length += 1;
    if (length > bestLength) {
      best = path;
      bestLength = length;
    }
  }
  return best;
}
