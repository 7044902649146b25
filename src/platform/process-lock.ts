import BetterSqlite3 from 'better-sqlite3';
import { mkdirSync } from 'node:fs';
import path from 'node:path';

/** Another process uses this data folder. */
export class DataFolderInUseError extends Error {
  constructor(folder: string) {
    super(
      `Another Waymark process uses the data folder ${path.resolve(folder)}. ` +
        'SQLite allows one; use DATABASE_URL (PostgreSQL) to run several.',
    );
  }
}

/**
 * Holds the data folder for this process: an exclusive transaction on `waymark.lock`, which the kernel frees on any
 * death of the process, so that no stale lock is ever left behind.
 * @returns a function that frees it
 * @throws DataFolderInUseError when another process holds it
 */
export function lockDataFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = new BetterSqlite3(path.join(folder, 'waymark.lock'), { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if ((error as { code?: string }).code === 'SQLITE_BUSY') throw new DataFolderInUseError(folder);
    throw error;
  }
  return () => {
    lock.close();
  };
}
