import { Command } from 'commander';
import { validateRecord, type ValidationReport } from '../metadata/prepare.js';
import type { MetadataSchema } from '../metadata/schema.js';
import { findSchema, metadataSchemas } from '../metadata/schemas.js';
import { CommandError } from './client.js';
import { readDocuments, type UnusableSource } from './documents.js';

/** `waymark validate FILE…`: what publication would say, without a server and without storing anything. */
export function validateCommand(): Command {
  return new Command('validate')
    .description('check metadata files; exits 1 when one would be refused')
    .argument('<files...>')
    .option('--schema <name>', 'metadata schema; default: by the root element')
    .option('--json', 'print the reports as JSON')
    .action((files: string[], options: { schema?: string; json?: boolean }) => {
      const schema = options.schema === undefined ? undefined : schemaNamed(options.schema);
      const reports = files.flatMap((file) => reportsOn(file, schema));
      if (options.json === true) process.stdout.write(`${JSON.stringify(reports, null, 2)}\n`);
      else for (const report of reports) printReport(report);
      if (reports.some(({ valid }) => !valid)) process.exitCode = 1;
    });
}

/** The report on one document; without a schema when the file or its root says of none. */
type Report = { file: string } & Omit<ValidationReport, 'schema'> & { schema: string | null };

function schemaNamed(name: string): MetadataSchema {
  const schema = findSchema(name);
  if (schema !== undefined) return schema;
  const known = metadataSchemas.map((one) => one.name).join(', ');
  throw new CommandError(`there is no metadata schema ${name}; there are ${known}`);
}

function reportsOn(file: string, given: MetadataSchema | undefined): Report[] {
  const { documents, unusable } = readDocuments([file], (name) => name, given);
  const checked = documents.map(({ source, xml, schema }) => ({
    file: source,
    ...validateRecord(schema, xml),
  }));
  return [...unusable.map((one) => refusal(one, given)), ...checked];
}

function refusal({ source, problems }: UnusableSource, given: MetadataSchema | undefined): Report {
  const schema = given?.name ?? null;
  return { file: source, schema, valid: false, problems, summary: null, disseminations: [] };
}

function printReport(report: Report): void {
  const schema = report.schema === null ? '' : ` (${report.schema})`;
  process.stdout.write(`${report.file}: ${report.valid ? 'valid' : 'refused'}${schema}\n`);
  for (const { severity, line, rule, message } of report.problems) {
    process.stdout.write(`  ${severity}${line === null ? '' : ` line ${line}`} [${rule}] ${message}\n`);
  }
}
