import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { type ServerOptions } from '../client.js';
import { openClient } from '../open-client.js';
import { harvestInto } from './harvest-into.js';
import { emptinessOf, type HarvestedRecord } from './harvester.js';
import { openState } from './import-state.js';
import { Registrar } from './registrar.js';

interface ImportOptions {
  out?: string;
  prefix: string;
  set?: string;
  register: boolean;
  service?: string;
}

/** `waymark import oai BASEURL` */
export function importCommand(): Command {
  const oai = new Command('oai')
    .description(
      'harvest another repository over OAI-PMH; run again, it goes on where it stopped and then takes only what is new',
    )
    .argument('<baseUrl>')
    .option(
      '--out <folder>',
      'folder for the records and the state of the import; default: named after the repository',
    )
    .option('--prefix <metadataPrefix>', 'format to harvest', 'oai_dc')
    .option('--set <setSpec>', 'only this set')
    .option('--register', 'register each record as a share with a handle', false)
    .option('--service <id>', 'handle service for --register; default: the first one')
    .action((baseUrl: string, options: ImportOptions, command: Command) =>
      importOai(baseUrl, options, command.optsWithGlobals<ServerOptions>()),
    );
  return new Command('import').description('bring records in').addCommand(oai);
}

async function importOai(baseUrl: string, options: ImportOptions, server: ServerOptions): Promise<void> {
  const folder = options.out ?? new URL(baseUrl).hostname;
  const { prefix: metadataPrefix, set = null, register: registers } = options;
  const state = openState(folder, { baseUrl, metadataPrefix, set, registers });
  if (!options.register) {
    await harvestInto(folder, state, (record) => {
      const emptiness = emptinessOf(record);
      if (emptiness !== undefined) process.stderr.write(`${emptiness}\n`);
      saveRecord(folder, record);
      return Promise.resolve();
    });
    return;
  }
  const client = await openClient(server);
  try {
    const registrar = await Registrar.open(client, folder, {
      baseUrl,
      prefix: options.prefix,
      service: options.service,
    });
    await harvestInto(folder, state, async (record) => {
      // The file is written last: until then the record counts as new or changed, and is taken again after a crash.
      if (isNews(folder, record)) await registrar.take(record);
      saveRecord(folder, record);
    });
    process.stdout.write(`${registrar.summary()}\n`);
  } finally {
    await client.close();
  }
}

/** True unless the folder holds just this. */
function isNews(folder: string, { identifier, xml }: HarvestedRecord): boolean {
  const file = fileOf(folder, identifier);
  return (existsSync(file) ? readFileSync(file, 'utf8') : undefined) !== xml;
}

/** A record's file; a deletion takes it away, and a record without metadata changes nothing. */
function saveRecord(folder: string, { identifier, isDeleted, xml }: HarvestedRecord): void {
  const file = fileOf(folder, identifier);
  if (isDeleted) rmSync(file, { force: true });
  else if (xml !== undefined) writeFileSync(file, xml);
}

/** A file whose name tells the identifier and is never the same for two, whatever letters a file system folds. */
function fileOf(folder: string, identifier: string): string {
  const readable = identifier.replace(/[^A-Za-z0-9._-]+/g, '_').slice(0, 100);
  const hash = createHash('sha256').update(identifier).digest('hex').slice(0, 10);
  return path.join(folder, `${readable}-${hash}.xml`);
}
