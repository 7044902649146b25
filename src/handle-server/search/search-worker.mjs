// Runs read-only statements in a thread of its own, so that a long search never holds up the server.
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

const database = new Database(workerData.file, { readonly: true, fileMustExist: true, timeout: 250 });
database.pragma('trusted_schema = OFF');
// 2 MB: a search reads each page once.
database.pragma('cache_size = -2048');

parentPort?.on('message', ({ id, text, values }) => {
  try {
    parentPort?.postMessage({ id, rows: database.prepare(text).all(...values) });
  } catch (error) {
    parentPort?.postMessage({ id, fault: String(error) });
  }
});
