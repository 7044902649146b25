import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A script under way, and the first line that it printed. */
export interface RunningScript {
  child: ChildProcess;
  line: string;
  /** Asks it to end, and waits until it has. */
  stop: () => Promise<void>;
}

/** Starts a compiled script and waits for its first line of output. @throws Error when it ends before that */
export async function startScript(
  file: string,
  options: { arguments?: readonly string[]; environment?: Record<string, string> } = {},
): Promise<RunningScript> {
  const child = spawn(process.execPath, [file, ...(options.arguments ?? [])], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env['PATH'] ?? '', ...options.environment },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once('line', resolve);
    void ended.then(() => reject(new Error(`${file} ended before it was ready`)));
  });
  const stop = () => {
    child.kill('SIGTERM');
    return ended;
  };
  return { child, line, stop };
}
