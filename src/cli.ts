#!/usr/bin/env node
import { Command } from 'commander';
import { CommandError } from './cli/client.js';
import { publishCommand, serviceCommand, tokenCommand, userCommand } from './cli/commands.js';
import { demoCommand } from './cli/demo/demo.js';
import { validateCommand } from './cli/validate.js';
import { createApplication } from './application.js';
import { ConfigError, loadConfig } from './platform/config.js';
import { DataFolderInUseError } from './platform/process-lock.js';
import { closeOnSignal, startServer } from './server.js';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const program = new Command('waymark')
  .description('A Public Data handle registry. Settings come from the environment, see .env.example.')
  .option('--url <url>', 'server to talk to; default: the one of DATA_DIR, or this process itself')
  .option('--token <token>', 'API token; default: WAYMARK_TOKEN, or the operator token of DATA_DIR')
  .showHelpAfterError();

program
  .command('serve')
  .description('serve the registry until SIGTERM')
  .action(async () => closeOnSignal(await startServer(loadConfig(process.env), say)));

program
  .command('migrate')
  .description('bring the database up to date and stop')
  .action(async () => {
    const application = await createApplication({ ...loadConfig(process.env), LOG_LEVEL: 'warn' });
    await application.close();
    say('the database is up to date');
  });

for (const command of [
  demoCommand(),
  userCommand(),
  tokenCommand(),
  serviceCommand(),
  publishCommand(),
  validateCommand(),
]) {
  program.addCommand(command);
}

try {
  await program.parseAsync();
} catch (error) {
  const expected = [CommandError, ConfigError, DataFolderInUseError].some((kind) => error instanceof kind);
  process.stderr.write(
    `waymark: ${expected ? (error as Error).message : String((error as Error).stack ?? error)}\n`,
  );
  process.exitCode = 1;
}
