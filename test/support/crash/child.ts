import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';

/** A process that is meant to be killed. */
export interface CrashingChild {
  process: ChildProcess;
  /** Resolves when it is gone, however. */
  gone: Promise<void>;
  /** True at its first line of output; false when it died before. */
  ready: Promise<boolean>;
  kill: () => void;
  /** Lets a crashing server, loaded and waiting, start in an environment. */
  begin: (environment: Record<string, string>) => void;
  /** Lets it kill itself at the so-manieth passing of a crash point from now on. */
  arm: (point: string, passes: number) => void;
}

const root = path.resolve(import.meta.dirname, '../../..');

/** The compiled form of a file of test/support/crash. */
export const compiled = (name: string): string =>
  path.join(root, 'dist', 'test', 'support', 'crash', `${name}.js`);

/** Starts a compiled script of test/support/crash. */
export function startChild(script: string, options: { arguments?: string[] } = {}): CrashingChild {
  const child = spawn(process.execPath, [compiled(script), ...(options.arguments ?? [])], {
    env: { PATH: process.env['PATH'] ?? '' },
    stdio: ['ignore', 'pipe', process.env['WAYMARK_TEST_LOG'] === undefined ? 'ignore' : 'inherit', 'ipc'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ready = new Promise<boolean>((resolve) => {
    child.stdout?.once('data', () => resolve(true));
    void gone.then(() => resolve(false));
  });
  // It may die, by another hand, while it is told.
  const tell = (message: object) => void child.send(message, () => undefined);
  return {
    process: child,
    gone,
    ready,
    kill: () => void child.kill('SIGKILL'),
    begin: tell,
    arm: (point, passes) => tell({ point, passes }),
  };
}
