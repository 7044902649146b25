import { CommandError } from './cli/client.js';
import { ConfigError } from './platform/config.js';
import { DataFolderInUseError } from './platform/process-lock.js';

const foreseen = [CommandError, ConfigError, DataFolderInUseError];

/**
 * What the person at the terminal reads when a command ends in a fault: the message where it says what to do (a wrong
 * setting, an address in use, no permission), else the stack for whoever mends the program.
 */
export function faultText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const ofSystem = 'code' in error && 'syscall' in error;
  if (ofSystem || foreseen.some((kind) => error instanceof kind)) return error.message;
  return error.stack ?? error.message;
}
