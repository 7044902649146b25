import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { Command } from 'commander';
import { type ApiClient, CommandError } from '../client.js';
import { linesOf } from '../../handle-server/batch/lines.js';
import { withFaces } from '../run-command.js';
import { type BatchResult, closingLines, logLine } from './batch-log.js';
import { exportCommand } from './export-command.js';
import { sentLines } from './local-lines.js';

interface BatchOptions {
  verbose?: true;
  dryRun?: true;
  resume?: string;
}

interface BatchSummary {
  batchId: string;
  state: string;
  operations: number;
  successes: number;
  lines: number;
}

const resultsAtOnce = 5000;
const progressMs = 1000;

/** `waymark batch FILE [LOG]`, in the manner of hdl-genericbatch; and `waymark batch export`. */
export function batchCommand(): Command {
  return new Command('batch')
    .description(
      'run a batch file of the Handle System; a line for each operation, exit status 1 when one failed',
    )
    .argument('<file>', 'AUTHENTICATE, CREATE, ADD, MODIFY, REMOVE, DELETE … as hdl-genericbatch reads them')
    .argument('[log]', 'where the results go; default: standard output')
    .option('--verbose', 'results on standard error too')
    .option('--dry-run', 'change nothing, say what would happen')
    .option('--resume <id>', 'go on with a run that broke off, repeating nothing')
    .action((file: string, log: string | undefined, options: BatchOptions, command: Command) =>
      withFaces(command, (client) => runBatch(client, file, log, options)),
    )
    .addCommand(exportCommand());
}

async function runBatch(
  client: ApiClient,
  file: string,
  log: string | undefined,
  options: BatchOptions,
): Promise<void> {
  if (!existsSync(file)) throw new CommandError(`there is no file ${file}`);
  const id = options.resume ?? randomBytes(16).toString('hex');
  const startedAt = new Date();
  process.stderr.write(`batch ${id}: should it break off, go on with --resume ${id}\n`);
  const summary = await send(client, file, id, options.dryRun === true);
  const out = log === undefined ? process.stdout : createWriteStream(log);
  const write = (line: string) => {
    out.write(`${line}\n`);
    if (options.verbose === true) process.stderr.write(`${line}\n`);
  };
  write(`Start Time: ${startedAt.toString()}`);
  for await (const result of results(client, id)) write(logLine(result));
  for (const line of closingLines(summary, startedAt, new Date())) write(line);
  if (log !== undefined) {
    out.end();
    await finished(out);
  }
  if (summary.successes < summary.operations) process.exitCode = 1;
}

async function send(client: ApiClient, file: string, id: string, dryRun: boolean): Promise<BatchSummary> {
  let lines = 0;
  const shown = setInterval(() => process.stderr.write(`${lines} lines sent\n`), progressMs).unref();
  const counted = async function* () {
    for await (const line of sentLines(client, linesOf(createReadStream(file)))) {
      lines++;
      yield line;
    }
  };
  try {
    const answer = await client.send('POST', `/api/batch?id=${id}${dryRun ? '&dryRun=true' : ''}`, {
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: Readable.from(counted(), { objectMode: false }),
    });
    const body = JSON.parse(answer.text) as BatchSummary & { message?: string };
    if (answer.status !== 202) throw new CommandError(body.message ?? `the server answered ${answer.status}`);
    return body;
  } finally {
    clearInterval(shown);
  }
}

async function* results(client: ApiClient, id: string): AsyncGenerator<BatchResult> {
  for (let after: number | null = 0; after !== null;) {
    const path = `/api/batch/${id}/results?limit=${resultsAtOnce}&after=${after}`;
    const page = JSON.parse((await client.send('GET', path)).text) as {
      results: BatchResult[];
      next: number | null;
    };
    yield* page.results;
    after = page.next;
  }
}
