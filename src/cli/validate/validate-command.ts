import { Command } from 'commander';
import type { MetadataSchema } from '../../metadata/schema.js';
import { findSchema, metadataSchemas } from '../../metadata/schemas.js';
import { loadConfig } from '../../platform/config.js';
import { localRules } from '../../registry/metadata/local-rules.js';
import { CommandError } from '../client.js';
import { openFile } from '../documents.js';
import { checkDocument, reportText, unreadable, type FileReport } from './file-report.js';
import { upgradeDocument, writeUpgraded, xmlOfOne } from './upgraded-documents.js';

interface ValidateOptions {
  schema?: string;
  json?: boolean;
  upgrade?: boolean;
  out?: string;
}

/** `waymark validate FILE…`: what publication would say, without a server and without storing anything. */
export function validateCommand(): Command {
  return new Command('validate')
    .description(
      'check metadata files as POST /metadata/validate does; exits 1 when one would be refused or there is none',
    )
    .argument('<files...>', 'documents, or OAI-PMH answers whose records are checked one by one')
    .option('--schema <name>', 'metadata schema; default: by the root element')
    .option('--json', 'print the reports as JSON')
    .option(
      '--upgrade',
      'bring DataCite records of kernel 3 and older to kernel 4: the upgraded XML on stdout, changes and report on ' +
        'stderr, whose lines are then those of the upgraded XML',
    )
    .option('--out <folder>', 'with --upgrade: write each upgraded document to a file there')
    .addHelpText(
      'after',
      '\nThe settings METADATA_XSD_DIR, DATACITE_SYMBOL, EDM_VIEWER_URL and EDM_COLLECTION count as they do for a server.',
    )
    .action(validate);
}

function validate(files: string[], options: ValidateOptions): void {
  if (options.out !== undefined && options.upgrade !== true)
    throw new CommandError('--out says where upgraded documents go; it needs --upgrade');
  const schema = options.schema === undefined ? undefined : schemaNamed(options.schema);
  const rules = localRules(loadConfig(process.env));
  const check = options.upgrade === true ? upgradeDocument : checkDocument;
  const reports = files.flatMap((file): FileReport[] => {
    const { found, problems, deletedRecords } = openFile(file, file);
    if (problems.length > 0) return [unreadable(file, problems, schema)];
    if (found.length === 0) {
      process.stderr.write(`${file}: no document (deleted records: ${deletedRecords})\n`);
      process.exitCode = 1;
    }
    return found.map((one) =>
      'xml' in one ? check(one, rules, schema) : unreadable(one.source, one.problems, schema),
    );
  });
  show(reports, options);
  if (reports.some(({ valid }) => !valid)) process.exitCode = 1;
}

/** Reports go to stdout unless the one upgraded document takes that place. */
function show(reports: readonly FileReport[], options: ValidateOptions): void {
  const { upgrade = false, json = false, out } = options;
  const xml = upgrade && !json && out === undefined ? xmlOfOne(reports) : undefined;
  if (out !== undefined) writeUpgraded(reports, out);
  const text = json ? `${JSON.stringify(reports, null, 2)}\n` : reports.map(reportText).join('');
  if (xml !== undefined) process.stdout.write(xml);
  (xml === undefined ? process.stdout : process.stderr).write(text);
}

function schemaNamed(name: string): MetadataSchema {
  const schema = findSchema(name);
  if (schema !== undefined) return schema;
  const known = metadataSchemas.map((one) => one.name).join(', ');
  throw new CommandError(`there is no metadata schema ${name}; there are ${known}`);
}
