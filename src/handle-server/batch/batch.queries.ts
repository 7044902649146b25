import { empty, join, type Reader, sql, type Tx } from '../../platform/database/database.js';
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

/** Opens a batch under its id, or opens it again to go on with it. */
export async function openBatch(tx: Tx, id: string, dryRun: boolean, now: string): Promise<void> {
  await tx.execute(sql`
    INSERT INTO batches (id, state, dry_run, operations, successes, lines, reason, created_at, updated_at)
    VALUES (${id}, 'running', ${dryRun}, 0, 0, 0, ${null}, ${now}, ${now})
    ON CONFLICT (id) DO UPDATE SET state = 'running', reason = ${null}, updated_at = ${now}`);
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

/** Counts a batch up and says how it stands. */
export async function countBatch(
  tx: Tx,
  id: string,
  counts: { operations: number; successes: number; lines: number },
  { state, reason, now }: { state: BatchState; reason: string | null; now: string },
): Promise<void> {
  await tx.execute(sql`
    UPDATE batches SET operations = ${counts.operations}, successes = ${counts.successes}, lines = ${counts.lines},
      state = ${state}, reason = ${reason}, updated_at = ${now} WHERE id = ${id}`);
}

/** A batch as its face shows it; undefined when there is none. */
export async function findBatch(reader: Reader, id: string) {
  const row = await reader.first<{
    state: BatchState;
    dry_run: boolean | number;
    operations: number;
    successes: number;
    lines: number;
    reason: string | null;
    created_at: string;
    updated_at: string;
  }>(sql`
    SELECT state, dry_run, operations, successes, lines, reason, created_at, updated_at
    FROM batches WHERE id = ${id}`);
  return (
    row && {
      batchId: id,
      state: row.state,
      dryRun: Boolean(row.dry_run),
      operations: row.operations,
      successes: row.successes,
      lines: row.lines,
      reason: row.reason,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    }
  );
}

/** Results behind an ordinal, in order. Index: pk_batch_results */
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
    WHERE batch_id = ${id} AND ordinal > ${after} ${bad} ORDER BY ordinal LIMIT ${limit}`);
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
