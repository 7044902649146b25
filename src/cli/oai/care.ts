import { setTimeout as delay } from 'node:timers/promises';
import { Command } from 'commander';
import { CommandError, type ApiClient, type ServerOptions } from '../client.js';
import { openClient } from '../open-client.js';

interface Progress {
  running: boolean;
  done: number;
  total: number;
  changed: number;
  refused: string[];
  unfinished?: true;
}

const pollMs = 500;

/** `waymark oai rebuild|check` */
export function oaiCommand(): Command {
  const oai = new Command('oai').description('care for the OAI-PMH feed');
  oai
    .command('rebuild')
    .description('render every record anew after a change of schema code, beside normal work')
    .action((_options, command: Command) => withClient(command, rebuild));
  oai
    .command('check')
    .description('compare the feed with the ledger; fails when they differ')
    .action((_options, command: Command) => withClient(command, check));
  return oai;
}

async function withClient(command: Command, task: (client: ApiClient) => Promise<void>): Promise<void> {
  const client = await openClient(command.optsWithGlobals<ServerOptions>());
  try {
    await task(client);
  } finally {
    await client.close();
  }
}

async function rebuild(client: ApiClient): Promise<void> {
  let progress = (await client.call('POST', '/oai_feed/rebuild')).body as Progress;
  while (progress.running) {
    process.stderr.write(
      `${process.stderr.isTTY ? '\r' : ''}${progress.done} of ${progress.total}${process.stderr.isTTY ? '' : '\n'}`,
    );
    await delay(pollMs);
    progress = (await client.call('GET', '/oai_feed/rebuild')).body as Progress;
  }
  const { done, total, changed, refused, unfinished } = progress;
  process.stdout.write(
    `${process.stderr.isTTY ? '\n' : ''}looked at ${done}, changed ${changed}, refused ${refused.length}\n`,
  );
  for (const id of refused)
    process.stdout.write(`  the present schema refuses handle ${id}; its records stay as they were\n`);
  if (unfinished)
    throw new CommandError(
      `it stopped after ${done} of ${total}, the server's log says why; run it again to go on`,
    );
}

async function check(client: ApiClient): Promise<void> {
  const report = (await client.call('POST', '/oai_feed/check')).body as {
    handles: number;
    counts: Record<string, number>;
    examples: { kind: string; handleId: string; prefix: string }[];
  };
  const faults = Object.values(report.counts).reduce((sum, count) => sum + count, 0);
  process.stdout.write(`compared ${report.handles} handles: ${faults} faults\n`);
  for (const { kind, handleId, prefix } of report.examples)
    process.stdout.write(`  ${kind}: handle ${handleId}, ${prefix}\n`);
  if (faults > 0) process.exitCode = 1;
}
