import { faultText } from './fault-text.js';
import { loadConfig } from './platform/config.js';
import { closeOnSignal, startServer } from './server.js';

try {
  const server = await startServer(loadConfig(process.env), (line) => process.stdout.write(`${line}\n`));
  await closeOnSignal(server);
} catch (error) {
  process.stderr.write(`waymark: ${faultText(error)}\n`);
  process.exitCode = 1;
}
