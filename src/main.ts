import { ConfigError, loadConfig } from './platform/config.js';
import { DataFolderInUseError } from './platform/process-lock.js';
import { closeOnSignal, startServer } from './server.js';

try {
  const server = await startServer(loadConfig(process.env), (line) => process.stdout.write(`${line}\n`));
  await closeOnSignal(server);
} catch (error) {
  const expected = error instanceof ConfigError || error instanceof DataFolderInUseError;
  process.stderr.write(
    `${expected || !(error instanceof Error) ? String(error) : (error.stack ?? error.message)}\n`,
  );
  process.exitCode = 1;
}
