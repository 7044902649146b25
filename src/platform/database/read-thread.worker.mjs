// Runs read-only statements in a thread of its own, so that a long read never holds up the server. See read-thread.ts.
import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

/** As nice(2) has it: where the processor is short, the event loop goes first. */
const niceness = 10;
/** Compiled statements kept; when there are more, all go. */
const keptStatements = 100;

const database = new Database(workerData.file, { readonly: true, fileMustExist: true, timeout: 250 });
database.pragma('trusted_schema = OFF');
// 2 MB: what is read here is long, and seldom read twice.
database.pragma('cache_size = -2048');
const prepared = new Map();
giveWay();

parentPort?.on('message', ({ id, text, values }) => {
  try {
    const rows = prepare(text).all(...values);
    parentPort?.postMessage({ id, rows }, blobsOf(rows));
  } catch (error) {
    parentPort?.postMessage({ id, fault: { message: String(error), code: error.code } });
  }
});

/** Linux has a priority for each thread; elsewhere, or where it is not allowed, all stays as it is. */
function giveWay() {
  try {
    setPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1)), niceness);
  } catch {
    return;
  }
}

function prepare(text) {
  const known = prepared.get(text);
  if (known !== undefined) return known;
  if (prepared.size >= keptStatements) prepared.clear();
  const statement = database.prepare(text);
  prepared.set(text, statement);
  return statement;
}

/** Memory of the blobs: it is handed over, not copied. */
function blobsOf(rows) {
  return rows.flatMap((row) =>
    Object.values(row).flatMap((value) => (value instanceof Uint8Array ? [value.buffer] : [])),
  );
}
