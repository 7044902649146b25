#!/usr/bin/env node
import { Command } from 'commander';
import { batchCommand } from './cli/batch/batch-command.js';
import { serviceCommand, tokenCommand, userCommand } from './cli/commands.js';
import { demoCommand } from './cli/demo/demo.js';
import { pidCommand } from './cli/pid/pid-command.js';
import { prefixCommand } from './cli/prefix/prefix-command.js';
import { publishCommand } from './cli/publish.js';
import { keysCommand, retargetCommand } from './cli/registration-commands.js';
import { oaiCommand } from './cli/oai/care.js';
import { importCommand } from './cli/oai/import.js';
import { validateCommand } from './cli/validate/validate-command.js';
import { faultText } from './fault-text.js';
import { loadConfig } from './platform/config.js';

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
  .action(async () => {
    const { closeOnSignal, startServer } = await import('./server.js');
    await closeOnSignal(await startServer(loadConfig(process.env), say));
  });

program
  .command('migrate')
  .description('bring the database up to date and stop')
  .action(async () => {
    const { createApplication } = await import('./application.js');
    const { sayFirstToken } = await import('./server.js');
    const application = await createApplication({ ...loadConfig(process.env), LOG_LEVEL: 'warn' });
    sayFirstToken(application, say);
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
  prefixCommand(),
  batchCommand(),
  pidCommand(),
  keysCommand(),
  retargetCommand(),
  importCommand(),
  oaiCommand(),
]) {
  program.addCommand(command);
}

try {
  // The original tool spells this option with one dash.
  await program.parseAsync(process.argv.map((word) => (word === '-verbose' ? '--verbose' : word)));
} catch (error) {
  process.stderr.write(`waymark: ${faultText(error)}\n`);
  process.exitCode = 1;
}
