import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

const root = path.resolve(import.meta.dirname, '../..');
const built = path.join(root, 'dist/src');

/** How a process ended: its exit code, or the signal that killed it. */
export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** A real process of the built program. */
export interface RunningProcess {
  child: ChildProcess;
  /** Resolves when it has ended, however. */
  ended: Promise<Ending>;
}

/** A server process that answers. */
export interface ServerProcess extends RunningProcess {
  url: string;
  /** From the start of the process to its line "Waymark serves …". */
  startMs: number;
  /** Kills it as a power cut would, and waits until it is gone. */
  kill: () => Promise<Ending>;
  /** Asks it to end, and waits until it has. */
  stop: () => Promise<Ending>;
}

/**
 * Starts a built script as a process of its own.
 * @param script below dist/src
 * @param settings the environment besides PATH and HOME
 */
export function startProcess(
  script: 'main.js' | 'cli.js',
  settings: Record<string, string>,
  args: readonly string[] = [],
): RunningProcess {
  const file = path.join(built, script);
  if (!existsSync(file)) throw new Error(`${file} is missing: run node scripts/setup.mjs --build first`);
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [file, ...args], {
    env: { PATH, HOME, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ending>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, ended };
}

/**
 * Starts a server and waits until it serves.
 * @throws Error with what it said, when it ends instead
 */
export async function startServerProcess(settings: Record<string, string>): Promise<ServerProcess> {
  const startedAt = performance.now();
  const running = startProcess('main.js', settings);
  const url = await Promise.race([servedUrl(running), endedEarly(running)]);
  const end = (signal: NodeJS.Signals) => {
    running.child.kill(signal);
    return running.ended;
  };
  return {
    ...running,
    url,
    startMs: performance.now() - startedAt,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}

/** Runs a command of the `waymark` program to its end. */
export function runCommand(settings: Record<string, string>, ...args: string[]): Promise<Ending> {
  return startProcess('cli.js', settings, args).ended;
}

function servedUrl({ child }: RunningProcess): Promise<string> {
  return new Promise((resolve) => {
    if (child.stdout === null) return;
    createInterface(child.stdout).on('line', (line) => {
      const url = /^Waymark serves (\S+)/.exec(line)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
}

async function endedEarly({ ended }: RunningProcess): Promise<never> {
  const { code, signal, stderr } = await ended;
  throw new Error(`the server ended (${code ?? signal}) before it served: ${stderr}`);
}
