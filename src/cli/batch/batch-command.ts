import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { Command } from 'commander';
import { type ApiClient, CommandError, parsedJson } from '../client.js';
import { linesOf } from '../../handle-server/batch/lines.js';
import { newId } from '../../platform/ids.js';
import { withFaces } from '../run-command.js';
import { type BatchSummary, closingLines, logLine } from './batch-log.js';
import { exportCommand } from './export-command.js';
import { follow, isUnderWay } from './follow.js';
import { sentLines } from './local-lines.js';

interface BatchOptions {
  verbose?: true;
  dryRun?: true;
  resume?: string;
}

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
  const id = options.resume ?? newId();
  const startedAt = new Date();
  tell(`batch ${id}: should it break off, go on with --resume ${id}`);
  await send(client, file, id, options);
  const out = log === undefined ? process.stdout : createWriteStream(log);
  const write = (line: string) => {
    out.write(`${line}\n`);
    if (options.verbose === true) tell(line);
  };
  write(`Start Time: ${startedAt.toString()}`);
  const summary = await follow(client, id, {
    onResult: (result) => write(logLine(result)),
    onProgress: tellProgress,
  });
  for (const line of closingLines(summary, startedAt, new Date())) write(line);
  if (log !== undefined) {
    out.end();
    await finished(out);
  }
  if (summary.state === 'interrupted')
    throw new CommandError(`the batch was interrupted: ${summary.reason ?? 'no reason known'}`);
  if (summary.successes < summary.totalOperations) process.exitCode = 1;
}

const pieceLength = 65_536;

/** Many lines at once: a piece for each line is slow to send, and fills the memory. */
async function* inPieces(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = '';
  for await (const line of lines) {
    piece += line;
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

const tell = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

function tellProgress({ operations, totalOperations, successes }: BatchSummary): void {
  tell(`${operations} of ${totalOperations} operations, ${operations - successes} failed`);
}

/**
 * Sends the file; a run to be gone on with may be under way still, since the server goes on without its client.
 * @throws CommandError when the server refuses it
 */
async function send(client: ApiClient, file: string, id: string, options: BatchOptions): Promise<void> {
  const answer = await client.send('POST', `/api/batch?id=${id}${options.dryRun ? '&dryRun=true' : ''}`, {
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: Readable.from(inPieces(sentLines(client, linesOf(createReadStream(file)))), { objectMode: false }),
  });
  if (answer.status === 202) return;
  if (answer.status === 409 && options.resume !== undefined && (await isUnderWay(client, id))) {
    tell('the run is under way still');
    return;
  }
  const { message } = (parsedJson(answer.text) ?? {}) as { message?: string };
  throw new CommandError(message ?? `the server answered ${answer.status}`);
}
