import { empty, join, type Reader, sql, type Tx } from '../../platform/database/database.js';
import { rowLock } from '../../platform/database/locks.js';
import type { BatchCounts, BatchRun, BatchSize } from './batch-run.js';
import type { BatchState } from './batch.entity.js';

/** What became of one operation. */
export interface BatchResultRow {
  ordinal: number;
  line: number;
  operation: string;
  subject: string;
  digest: string;
  /** 1 = done; null = could not be read. */
  responseCode: number | null;
  message: string | null;
}

/**
 * Begins a run of a batch, new or to go on with.
 * @returns false when it is under way (and was heard of after `silentSince`), or one of both runs is a dry one
 */
export async function openBatch(
  tx: Tx,
  { id, token, dryRun }: BatchRun,
  { operations, lines }: BatchSize,
  { now, silentSince }: { now: string; silentSince: string },
): Promise<boolean> {
  const opened = await tx.execute(sql`
    INSERT INTO batches (id, state, dry_run, operations, successes, lines, total_operations, run_token, reason,
      created_at, updated_at)
    VALUES (${id}, 'running', ${dryRun}, 0, 0, ${lines}, ${operations}, ${token}, ${null}, ${now}, ${now})
    ON CONFLICT (id) DO UPDATE SET state = 'running', operations = 0, successes = 0, lines = excluded.lines,
      total_operations = excluded.total_operations, run_token = excluded.run_token, reason = ${null},
      updated_at = excluded.updated_at
    WHERE batches.dry_run = excluded.dry_run AND (batches.state <> 'running' OR batches.updated_at < ${silentSince})`);
  return opened > 0;
}

/** True while no later run has taken the batch over; nobody can until the transaction ends. */
export async function isRunBy(tx: Tx, { id, token }: BatchRun): Promise<boolean> {
  const row = await tx.first<{ run_token: string | null }>(
    sql`SELECT run_token FROM batches WHERE id = ${id} ${rowLock(tx)}`,
  );
  return row?.run_token === token;
}

/** Writes results; those of an earlier run of the same operations are replaced. Index: pk_batch_results */
export async function putResults(tx: Tx, id: string, results: readonly BatchResultRow[]): Promise<void> {
  if (results.length === 0) return;
  const rows = results.map(
    (one) => sql`(${id}, ${one.ordinal}, ${one.line}, ${one.operation}, ${one.subject}, ${one.digest},
      ${one.responseCode}, ${one.message})`,
  );
  await tx.execute(sql`
    INSERT INTO batch_results (batch_id, ordinal, line, operation, subject, digest, response_code, message)
    VALUES ${join(rows)}
    ON CONFLICT (batch_id, ordinal) DO UPDATE SET line = excluded.line, operation = excluded.operation,
      subject = excluded.subject, digest = excluded.digest, response_code = excluded.response_code,
      message = excluded.message`);
}

/** Digests of the operations between two ordinals that are done already. Index: pk_batch_results */
export async function doneBefore(
  reader: Reader,
  id: string,
  first: number,
  last: number,
): Promise<Map<number, string>> {
  const rows = await reader.rows<{ ordinal: number; digest: string }>(sql`
    SELECT ordinal, digest FROM batch_results
    WHERE batch_id = ${id} AND ordinal BETWEEN ${first} AND ${last} AND response_code = 1`);
  return new Map(rows.map(({ ordinal, digest }) => [ordinal, digest]));
}

/** Counts a batch up. */
export async function countBatch(
  tx: Tx,
  id: string,
  { operations, successes }: BatchCounts,
  now: string,
): Promise<void> {
  await tx.execute(sql`
    UPDATE batches SET operations = ${operations}, successes = ${successes}, updated_at = ${now} WHERE id = ${id}`);
}

/** Says how a run ended, unless a later one has taken the batch over. */
export async function settleBatch(
  tx: Tx,
  { id, token }: BatchRun,
  { state, reason, now }: { state: BatchState; reason: string | null; now: string },
): Promise<void> {
  await tx.execute(sql`
    UPDATE batches SET state = ${state}, reason = ${reason}, updated_at = ${now}
    WHERE id = ${id} AND run_token = ${token}`);
}

/** Says of all runs under way that they are interrupted. There are few batches, and this is done once a start. */
export async function interruptAll(tx: Tx, reason: string): Promise<void> {
  await tx.execute(sql`UPDATE batches SET state = 'interrupted', reason = ${reason} WHERE state = 'running'`);
}

/** A batch as its face shows it; undefined when there is none. A run that was last heard of before `silentSince` is over. */
export async function findBatch(reader: Reader, id: string, silentSince: string) {
  const row = await reader.first<{
    state: BatchState;
    dry_run: boolean | number;
    operations: number;
    total_operations: number | null;
    successes: number;
    lines: number;
    reason: string | null;
    created_at: string;
    updated_at: string;
  }>(sql`
    SELECT state, dry_run, operations, total_operations, successes, lines, reason, created_at, updated_at
    FROM batches WHERE id = ${id}`);
  if (row === undefined) return undefined;
  const isSilent = row.state === 'running' && row.updated_at < silentSince;
  return {
    batchId: id,
    state: isSilent ? ('interrupted' as const) : row.state,
    dryRun: Boolean(row.dry_run),
    operations: row.operations,
    totalOperations: row.total_operations ?? row.operations,
    successes: row.successes,
    lines: row.lines,
    reason: isSilent ? 'The server that ran it has fallen silent' : row.reason,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** Results of the last run behind an ordinal, in order, as far as it has come. Index: pk_batch_results */
export async function resultsAfter(
  reader: Reader,
  id: string,
  after: number,
  limit: number,
  failuresOnly: boolean,
) {
  const bad = failuresOnly ? sql`AND (response_code IS NULL OR response_code <> 1)` : empty;
  const rows = await reader.rows<Omit<BatchResultRow, 'responseCode'> & { response_code: number | null }>(sql`
    SELECT ordinal, line, operation, subject, response_code, message FROM batch_results
    WHERE batch_id = ${id} AND ordinal > ${after} ${bad}
      AND ordinal <= (SELECT operations FROM batches WHERE id = ${id}) ORDER BY ordinal LIMIT ${limit}`);
  return rows.map(({ response_code: responseCode, ordinal, line, operation, subject, message }) => ({
    ordinal,
    line,
    operation,
    subject,
    responseCode,
    message,
  }));
}

/** Forgets old batches. Index: ix_batches_created */
export async function forgetBatches(tx: Tx, before: string): Promise<void> {
  await tx.execute(sql`DELETE FROM batches WHERE created_at < ${before}`);
}
