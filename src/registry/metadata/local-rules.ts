import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../../platform/config.js';
import { prepareXsdCheck, type XsdCheck } from '../../metadata/xsd-check.js';
import { publicationOptions, type PublicationOptions } from './publication-options.js';

/** What this installation's settings add to the checks of every document. */
export interface LocalRules {
  readonly options: PublicationOptions;
  /** The operator's schema files; undefined without METADATA_XSD_DIR. */
  readonly xsdCheck: XsdCheck | undefined;
}

/** @throws Error when a file of METADATA_XSD_DIR does not compile */
export function localRules(config: Config): LocalRules {
  const { METADATA_XSD_DIR: folder } = config;
  return {
    options: publicationOptions(config),
    xsdCheck: folder === undefined ? undefined : prepareXsdCheck(readTree(folder)),
  };
}

/** The files below a folder, by path with `/`. */
function readTree(folder: string): Map<string, Uint8Array> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    files.map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return [path.relative(folder, file).split(path.sep).join('/'), readFileSync(file)];
    }),
  );
}
