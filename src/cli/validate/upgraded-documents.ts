import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { upgradeToKernel4 } from '../../metadata/oai-datacite/upgrade.js';
import type { MetadataSchema } from '../../metadata/schema.js';
import type { LocalRules } from '../../registry/metadata/local-rules.js';
import { CommandError } from '../client.js';
import type { FileDocument } from '../documents.js';
import { checkDocument, type FileReport } from './file-report.js';

/**
 * Brings a DataCite record of an older kernel to kernel 4 and reports on the result; any other document is checked as it
 * stands.
 */
export function upgradeDocument(
  document: FileDocument,
  rules: LocalRules,
  schema?: MetadataSchema,
): FileReport {
  const upgrade = upgradeToKernel4(document.xml);
  if (upgrade === undefined) {
    return { ...checkDocument(document, rules, schema), changes: [], upgraded: document.xml };
  }
  const { xml, changes } = upgrade;
  return { ...checkDocument({ ...document, xml, line: 1 }, rules, schema), changes, upgraded: xml };
}

/**
 * The XML of the one document, undefined when it could not be read.
 * @throws CommandError when there are several
 */
export function xmlOfOne(reports: readonly FileReport[]): string | undefined {
  if (reports.length > 1) {
    throw new CommandError(`there are ${reports.length} documents; say with --out where their files go`);
  }
  return reports[0]?.upgraded;
}

/**
 * Writes each document to a file of its own, named after where it came from.
 * @throws CommandError before anything is written when a file would take the place of another
 */
export function writeUpgraded(reports: readonly FileReport[], folder: string): void {
  const files = new Map<string, string>();
  for (const { file, upgraded } of reports) {
    if (upgraded === undefined) continue;
    const target = path.join(folder, fileNameOf(file));
    if (files.has(target) || existsSync(target))
      throw new CommandError(`${target} is there already; nothing was written`);
    files.set(target, upgraded);
  }
  mkdirSync(folder, { recursive: true });
  for (const [target, xml] of files) writeFileSync(target, xml);
}

/** `records.xml #2` becomes `records-2.xml`. */
function fileNameOf(source: string): string {
  const [, file = source, number] = /^(.*?)(?: #(\d+))?$/s.exec(source) ?? [];
  const { name, ext } = path.parse(file);
  return number === undefined ? `${name}${ext}` : `${name}-${number}${ext}`;
}
