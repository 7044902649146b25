import type { Problem } from '../../metadata/problem.js';
import type { MetadataSchema } from '../../metadata/schema.js';
import { refusal, validateDocument, type DocumentReport } from '../../metadata/validate-document.js';
import type { LocalRules } from '../../registry/metadata/local-rules.js';
import { linesOfFile, type FileDocument } from '../documents.js';

/** The report of `POST /metadata/validate` on a document of a file, which has its lines. */
export type FileReport = { file: string } & DocumentReport & Partial<UpgradeReport>;

/** What `--upgrade` adds to it where the file can be read. The lines of the problems are then those of `upgraded`. */
export interface UpgradeReport {
  /** A sentence for each change; none when the document is of the newest version already. */
  changes: readonly string[];
  /** The upgraded XML; the document as it stands where nothing had to change. */
  upgraded: string;
}

/** What publication would say of a document. */
export function checkDocument(
  { source, xml, line }: FileDocument,
  rules: LocalRules,
  schema?: MetadataSchema,
): FileReport {
  const report = validateDocument(xml, schema, rules);
  return { file: source, ...report, problems: linesOfFile(report.problems, line) };
}

/** The report on a file that holds no document because it cannot be read. */
export function unreadable(
  file: string,
  problems: Problem[],
  schema: MetadataSchema | undefined,
): FileReport {
  return { file, ...refusal(schema?.name ?? null, problems) };
}

/** A report for people, each problem with its line and under it the XPath. */
export function reportText({ file, valid, schema, problems, changes }: FileReport): string {
  const lines = [`${file}: ${valid ? 'valid' : 'refused'}${schema === null ? '' : ` (${schema})`}`];
  for (const change of changes ?? []) lines.push(`  change: ${change}`);
  for (const { severity, line, rule, message, xpath } of problems) {
    lines.push(`  ${severity}${line === null ? '' : ` line ${line}`} [${rule}] ${message}`);
    if (xpath !== null) lines.push(`    at ${xpath}`);
  }
  return `${lines.join('\n')}\n`;
}
