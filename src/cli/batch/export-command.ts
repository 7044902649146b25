import { createWriteStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { Command } from 'commander';
import { z } from 'zod';
import { fromBytes, toBytes } from '../../handle-server/value-data.js';
import { reversedBits } from '../../handle-server/batch/batch-values.js';
import { type ApiClient, CommandError } from '../client.js';
import { withClient } from '../run-command.js';
import { isSayable, lossesOf, unsayableRecord } from './unsayable.js';

interface ExportOptions {
  authenticate?: string;
  passwordFile?: string;
}

const exportedValue = z.object({
  index: z.number(),
  type: z.string(),
  data: z.object({ format: z.string(), value: z.unknown() }),
  ttl: z.union([z.number(), z.string()]),
  permissions: z.string().default('1110'),
  references: z.array(z.unknown()).default([]),
});
const exportedPage = z.object({
  records: z.array(z.object({ handle: z.string(), values: z.array(exportedValue) })),
  next: z.string().optional(),
});
type ExportedValue = z.output<typeof exportedValue>;
const adminValue = z.object({ handle: z.string(), index: z.number(), permissions: z.string() });
const listValue = z.array(z.object({ handle: z.string(), index: z.number() }));
const defaultTtl = 86_400;
const secretFile = { mode: 0o600 };
const pageSize = 500;

/** `waymark batch export PREFIX [FILE]` */
export function exportCommand(): Command {
  return new Command('export')
    .description(
      'write the records of a prefix as a batch file that hdl-genericbatch runs; secret keys stay here',
    )
    .argument('<prefix>')
    .argument('[file]', 'default: standard output; values that are no single line go to FILE.values/')
    .option('--authenticate <user>', 'begin with AUTHENTICATE SECKEY for this user, such as 300:21.T1/ADMIN')
    .option('--password-file <file>', 'the password for it')
    .action((prefix: string, file: string | undefined, options: ExportOptions, command: Command) =>
      withClient(command, (client) => writeExport(client, prefix, file, options)),
    );
}

async function writeExport(
  client: ApiClient,
  prefix: string,
  file: string | undefined,
  options: ExportOptions,
) {
  // Hidden values are in it, and the password on request.
  const out = file === undefined ? process.stdout : createWriteStream(file, secretFile);
  if (options.authenticate !== undefined) {
    if (options.passwordFile === undefined) throw new CommandError('--authenticate needs --password-file');
    const password = readFileSync(options.passwordFile, 'utf8').trimEnd();
    out.write(`AUTHENTICATE SECKEY:${options.authenticate}\n${password}\n\n`);
  }
  const sidecar = new Sidecar(file);
  for (let after: string | undefined = ''; after !== undefined;) {
    const query = `limit=${pageSize}&after=${encodeURIComponent(after)}`;
    const answer = await client.call('GET', `/prefixes/${encodeURIComponent(prefix)}/records?${query}`);
    const page = exportedPage.parse(answer.body);
    for (const { handle, values } of page.records) out.write(block(handle, values, sidecar));
    after = page.next;
  }
  if (file === undefined) return;
  out.end();
  await finished(out);
}

/** The lines of a record; what they cannot say is told, and makes the exit status 1. */
function block(handle: string, values: readonly ExportedValue[], sidecar: Sidecar): string {
  const unsayable = unsayableRecord(handle, values);
  const losses = unsayable === undefined ? lossesOf(values) : [`left out: ${unsayable}`];
  for (const loss of losses) process.stderr.write(`waymark: ${handle}: ${loss}\n`);
  if (losses.length > 0) process.exitCode = 1;
  if (unsayable !== undefined) return '';
  const lines = values.filter(isSayable).map((value) => `${valueLine(value, sidecar)}\n`);
  return `CREATE ${handle}\n${lines.join('')}\n`;
}

/** `<index> <TYPE> <ttl> <perms> <KIND> <data>` */
function valueLine(value: ExportedValue, sidecar: Sidecar): string {
  const { index, type, ttl, permissions } = value;
  // The format has no word for an absolute TTL.
  const seconds = typeof ttl === 'number' ? ttl : defaultTtl;
  return `${index} ${type} ${seconds} ${permissions} ${dataOf(value, sidecar)}`;
}

function dataOf({ type, data: { format, value } }: ExportedValue, sidecar: Sidecar): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (format === 'string' && text !== '' && !/[\r\n]|^\s|\s$/.test(text)) return `UTF8 ${text}`;
  if (format === 'admin') {
    const { handle, index, permissions } = adminValue.parse(value);
    return `ADMIN ${index}:${reversedBits(permissions)}:${handle}`;
  }
  if (format === 'vlist' && text !== '[]' && !text.includes(';'))
    return `LIST ${listValue
      .parse(value)
      .map(({ handle, index }) => `${index}:${handle};`)
      .join(' ')}`;
  const data = format === 'base64' ? fromBytes(type, Buffer.from(text, 'base64')) : { format, data: text };
  // A site is read from JSON by the tool.
  return `FILE ${sidecar.write(toBytes(data as Parameters<typeof toBytes>[0]) ?? Buffer.from(text))}`;
}

/** Files beside the export, for what does not fit into a line. */
class Sidecar {
  private count = 0;

  constructor(private readonly file: string | undefined) {}

  write(bytes: Buffer): string {
    if (this.file === undefined)
      throw new CommandError('some values are no single line of text: name a file to export to');
    const folder = path.resolve(`${this.file}.values`);
    mkdirSync(folder, { recursive: true });
    this.count++;
    const place = path.join(folder, `${this.count}.bin`);
    writeFileSync(place, bytes, secretFile);
    return place;
  }
}
