import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { validateRecord } from '../metadata/prepare.js';
import { findSchema, schemaOfDocument } from '../metadata/schemas.js';
import { unwrap } from '../metadata/unwrap.js';
import { CommandError } from './client.js';

/** `waymark validate FILE…`: what publication would say, without a server and without storing anything. */
export function validateCommand(): Command {
  return new Command('validate')
    .description('check metadata files; exits 1 when one would be refused')
    .argument('<files...>')
    .option('--schema <name>', 'metadata schema; default: by the root element')
    .option('--json', 'print the reports as JSON')
    .action((files: string[], options: { schema?: string; json?: boolean }) => {
      const reports = files.flatMap((file) => reportsOn(file, options.schema));
      if (options.json === true) process.stdout.write(`${JSON.stringify(reports, null, 2)}\n`);
      else for (const report of reports) printReport(report);
      if (reports.some(({ valid }) => !valid)) process.exitCode = 1;
    });
}

type Report = { file: string } & ReturnType<typeof validateRecord>;

function reportsOn(file: string, schemaName: string | undefined): Report[] {
  const { documents, faults } = unwrap(readFileSync(file));
  const [fault] = faults;
  if (fault !== undefined) throw new CommandError(`${file}: line ${fault.line ?? 1}: ${fault.message}`);
  return documents.map(({ xml }) => {
    const schema = schemaName === undefined ? schemaOfDocument(xml) : findSchema(schemaName);
    if (schema === undefined)
      throw new CommandError(`${file}: no metadata schema ${schemaName ?? 'for its root element'}`);
    return { file, ...validateRecord(schema, xml) };
  });
}

function printReport(report: Report): void {
  process.stdout.write(`${report.file}: ${report.valid ? 'valid' : 'refused'} (${report.schema})\n`);
  for (const { severity, line, rule, message } of report.problems) {
    process.stdout.write(`  ${severity}${line === null ? '' : ` line ${line}`} [${rule}] ${message}\n`);
  }
}
