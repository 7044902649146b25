import { z } from 'zod';
import { sql, type Sql, type Tx } from '../platform/database/database.js';
import { isAmong } from './dialect.js';
import { meets, setCriteria, type SetCriteria } from './set-criteria.js';

/** A defined set as the publisher needs it. */
interface DefinedSet {
  setSpec: string;
  criteria: SetCriteria;
}

const storedCriteria = z.string().transform((text) => setCriteria.parse(JSON.parse(text)));

/** The defined sets that are not deleted. Few, so read whole. */
async function definedSets(tx: Tx): Promise<DefinedSet[]> {
  const rows = await tx.rows<{ set_spec: string; criteria: string }>(
    sql`SELECT set_spec, criteria FROM oai_sets WHERE deleted_at IS NULL ORDER BY set_spec`,
  );
  return rows.map(({ set_spec, criteria }) => ({
    setSpec: set_spec,
    criteria: storedCriteria.parse(criteria),
  }));
}

/**
 * Decides anew which defined sets the live items of a batch are in; deleted items stay where they were.
 * @param ids subquery of handle ids
 */
export async function renewMembership(tx: Tx, ids: Sql): Promise<void> {
  const live = sql`SELECT id FROM handles WHERE id IN (${ids}) AND deleted_at IS NULL`;
  await tx.execute(sql`DELETE FROM oai_set_members WHERE handle_id IN (${live})`);
  for (const { setSpec, criteria } of await definedSets(tx)) {
    await tx.execute(sql`
      INSERT INTO oai_set_members (handle_id, set_spec)
      SELECT h.id, CAST(${setSpec} AS text) FROM handles h WHERE h.id IN (${ids}) AND ${meets(tx.dialect, criteria)}`);
  }
}

/**
 * Takes the batch's old rows out of the sets: gone where the item stays, or where it had left and is back; marked where
 * it leaves now. Before the records get their new positions.
 */
export async function clearSetRows(tx: Tx, ids: Sql): Promise<void> {
  const staysIn = (handleId: Sql) => sql`(
    EXISTS (SELECT 1 FROM oai_set_members n WHERE n.handle_id = ${handleId} AND n.set_spec = oai_record_set.set_spec)
    OR EXISTS (SELECT 1 FROM handles h WHERE h.id = ${handleId} AND h.service_id = oai_record_set.set_spec))`;
  await tx.execute(
    sql`DELETE FROM oai_record_set WHERE handle_id IN (${ids}) AND ${staysIn(sql`oai_record_set.handle_id`)}`,
  );
  const positions = sql`SELECT o.seq FROM oai_records o WHERE o.handle_id IN (${ids})`;
  const ofBatch = sql`oai_record_set.handle_id IS NULL AND ${isAmong(tx.dialect, sql`oai_record_set.seq`, positions)}`;
  await tx.execute(sql`
    UPDATE oai_record_set SET handle_id = r.handle_id, left_header = ''
    FROM oai_records r
    WHERE ${ofBatch} AND r.seq = oai_record_set.seq AND NOT ${staysIn(sql`r.handle_id`)}`);
  await tx.execute(sql`DELETE FROM oai_record_set WHERE ${ofBatch}`);
}

/**
 * Moves the rows marked by `clearSetRows` to the items' new positions, as deleted in the set that they left.
 * @param identifierStart all of an OAI identifier before the handle id
 */
export async function stampDepartures(tx: Tx, ids: Sql, identifierStart: string): Promise<void> {
  await tx.execute(sql`
    UPDATE oai_record_set SET seq = r.seq, size = octet_length(r.header),
      left_header = CAST(${`<header status="deleted"><identifier>${identifierStart}`} AS text) || r.handle_id
        || '</identifier><datestamp>' || r.datestamp || '</datestamp><setSpec>' || oai_record_set.set_spec || '</setSpec></header>'
    FROM oai_records r
    WHERE oai_record_set.handle_id IN (${ids}) AND oai_record_set.left_header = ''
      AND r.handle_id = oai_record_set.handle_id AND r.prefix = oai_record_set.prefix`);
}

/** Has every defined set compared with the items anew: what is known of them changed. */
export async function sweepAllSets(tx: Tx): Promise<void> {
  await tx.execute(sql`UPDATE oai_sets SET swept_after = '' WHERE deleted_at IS NULL`);
}

/** Handles looked at in one step of a sweep. */
const sweepStep = 2000;

/**
 * One step of comparing the published items with a set whose definition changed: those that must enter or leave it are
 * to be stamped again.
 * @returns false when no definition waits
 */
export async function sweepSets(tx: Tx): Promise<boolean> {
  const set = await tx.first<{
    set_spec: string;
    criteria: string;
    deleted_at: string | null;
    swept_after: string;
  }>(sql`
    SELECT set_spec, criteria, deleted_at, swept_after FROM oai_sets WHERE swept_after IS NOT NULL ORDER BY set_spec LIMIT 1`);
  if (set === undefined) return false;
  const step = sql`
    SELECT id FROM handles WHERE id > ${set.swept_after} AND published_revision > 0 ORDER BY id LIMIT ${sweepStep}`;
  const { last } = (await tx.first<{ last: string | null }>(
    sql`SELECT max(id) AS last FROM (${step}) s`,
  )) ?? { last: null };
  const belongs =
    set.deleted_at === null ? meets(tx.dialect, storedCriteria.parse(set.criteria)) : sql`(1 = 0)`;
  await tx.execute(sql`
    INSERT INTO feed_restamps (handle_id)
    SELECT h.id FROM handles h
    WHERE h.id IN (${step}) AND h.deleted_at IS NULL AND ${belongs} <> EXISTS (
      SELECT 1 FROM oai_set_members m WHERE m.handle_id = h.id AND m.set_spec = ${set.set_spec})
    ORDER BY h.id
    ON CONFLICT (handle_id) DO NOTHING`);
  await tx.execute(sql`UPDATE oai_sets SET swept_after = ${last} WHERE set_spec = ${set.set_spec}`);
  return true;
}
