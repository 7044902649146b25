import { setTimeout as delay } from 'node:timers/promises';
import { Command } from 'commander';
import { CommandError } from './client.js';
import { withClient } from './run-command.js';

interface Step {
  retargeted: number;
  tombstones: number;
  failed: { handleId: string; reason: string }[];
  next: string | null;
}

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** `waymark keys …` */
export function keysCommand(): Command {
  const keys = new Command('keys').description('keys that seal stored secrets');
  keys
    .command('rotate')
    .description('seal every stored secret anew with a new key, while the registry works')
    .action((_options, command: Command) =>
      withClient(command, async (client) => {
        const { key, resealed } = (await client.call('POST', '/keys/rotate')).body as {
          key: string;
          resealed: Record<string, number>;
        };
        for (const [table, rows] of Object.entries(resealed)) say(`${table}: ${rows} sealed anew`);
        say(`new secrets are sealed with the key ${key}`);
      }),
    );
  return keys;
}

/** `waymark retarget` */
export function retargetCommand(): Command {
  return new Command('retarget')
    .description('bring all handles to the present PUBLIC_URL; may be stopped and run again')
    .option('--per-second <handles>', 'pace', '20')
    .action((options: { perSecond: string }, command: Command) =>
      withClient(command, async (client) => {
        const perSecond = Number(options.perSecond);
        if (!Number.isInteger(perSecond) || perSecond < 1 || perSecond > 500) {
          throw new CommandError('--per-second must be a whole number from 1 to 500');
        }
        const total = { retargeted: 0, tombstones: 0, failed: 0 };
        for (let after: string | null | undefined; after !== null;) {
          const body = { limit: perSecond, ...(after !== undefined && { after }) };
          const step = (await client.call('POST', '/handles/retarget', body)).body as Step;
          total.retargeted += step.retargeted;
          total.tombstones += step.tombstones;
          total.failed += step.failed.length;
          for (const { handleId, reason } of step.failed) say(`failed: ${handleId}: ${reason}`);
          process.stderr.write(`\r${total.retargeted} handles, ${total.tombstones} tombstones`);
          after = step.next;
          if (step.retargeted + step.tombstones > 0 && after !== null) await delay(1000);
        }
        process.stderr.write('\n');
        say(`${total.retargeted} handles and ${total.tombstones} tombstones follow; ${total.failed} failed`);
        if (total.failed > 0) process.exitCode = 1;
      }),
    );
}
