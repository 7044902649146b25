import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** One checkout of a client by others, outside this repository. */
export interface ClientCheckout {
  /** Folder under WAYMARK_CLIENTS_DIR. */
  folder: string;
  /** Its Python package. */
  name: 'pyhandle' | 'b2handle';
  version: string;
}

export const checkouts: ClientCheckout[] = [
  { folder: 'EUDAT-B2SAFE+PYHANDLE', name: 'pyhandle', version: '1.0.4' },
  { folder: 'EUDAT-B2HANDLE+PYHANDLE', name: 'pyhandle', version: '1.5.0' },
  { folder: 'EUDAT-B2SAFE+B2HANDLE', name: 'b2handle', version: '1.1' },
];

const clientsFolder = process.env['WAYMARK_CLIENTS_DIR'] ?? path.resolve(import.meta.dirname, '../../../ext');

/** A Python with what the clients import; undefined when there is none. Debian: python3-requests and the others. */
export const python = ['/usr/bin/python3', 'python3'].find((program) => {
  try {
    execFileSync(program, ['-c', 'import requests, mock, six, future, pymysql'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

/** Why a client cannot be run here; undefined when it can. */
export function missingFor({ folder }: ClientCheckout): string | undefined {
  if (python === undefined) return 'no Python with requests, mock, six, future and pymysql';
  return existsSync(path.join(clientsFolder, folder)) ? undefined : `no checkout ${folder}`;
}

/** Copies a checkout to a scratch folder, where its tests may read the settings that they need. */
export function scratchCheckout(
  { folder, name }: ClientCheckout,
  testValues: object,
): { folder: string; remove: () => void } {
  const scratch = mkdtempSync(path.join(tmpdir(), 'waymark-client-'));
  cpSync(path.join(clientsFolder, folder, name), path.join(scratch, name), { recursive: true });
  writeFileSync(
    path.join(scratch, name, 'tests/resources/testvalues_for_integration_tests_IGNORE.json'),
    JSON.stringify(testValues),
  );
  return {
    folder: scratch,
    remove: () => {
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

/** Runs a Python program against a checkout; answers what it prints. The server of the test goes on meanwhile. */
export function runPython(checkout: string, program: string, ...rest: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const environment = {
      ...process.env,
      PYTHONPATH: checkout,
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONWARNINGS: 'ignore',
    };
    const options = { cwd: checkout, env: environment, timeout: 120_000, maxBuffer: 16 * 1024 * 1024 };
    execFile(python ?? 'python3', ['-c', program, ...rest], options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${error.message}\n${stdout}\n${stderr}`));
    });
  });
}
