import { empty, sql, type Sql, type Tx } from '../platform/database/database.js';
import { listed } from '../platform/database/listed.js';
import { joined } from './dialect.js';
import { firstFitting } from './first-fitting.js';
import { coverRecords, loosenSegments } from './segments.js';
import { clearSetRows, renewMembership, stampDepartures } from './set-membership.js';

/** What one pass of the publisher stamps. */
export interface Batch {
  /** Handles that are due. */
  ids: readonly string[];
  /** Whole second that all of them get. */
  datestamp: string;
  /** Highest `seq` given out before. */
  lastSeq: number;
  /** Namespace of the OAI identifiers. */
  repositoryId: string;
}

/** Most handles of one pass, and most bytes of their metadata. */
const batchLimits = { count: 250, bytes: 4 * 1024 * 1024 };

/**
 * The next handles to publish: accepted changes of registered handles, oldest first, then items to be stamped again.
 * On PostgreSQL they are locked, and those that a transaction is just changing are left for the next pass.
 * Index: ix_handles_unpublished, pk_feed_restamps
 */
export async function claimDue(tx: Tx): Promise<string[]> {
  const lock = tx.dialect === 'postgres' ? sql`FOR NO KEY UPDATE OF h SKIP LOCKED` : empty;
  const size = sql`(SELECT coalesce(sum(octet_length(d.payload)), 0) FROM disseminations d WHERE d.handle_id = h.id) AS bytes`;
  const changed = await tx.rows<Due>(sql`
    SELECT h.id, ${size} FROM handles h
    WHERE h.published_revision < h.desired_revision AND h.registered_at IS NOT NULL
    ORDER BY h.updated_at, h.id LIMIT ${batchLimits.count} ${lock}`);
  const restamped = await tx.rows<Due>(sql`
    SELECT h.id, ${size} FROM feed_restamps f CROSS JOIN handles h
    WHERE h.id = f.handle_id AND h.registered_at IS NOT NULL
    ORDER BY f.handle_id LIMIT ${batchLimits.count} ${lock}`);
  const due = new Map([...changed, ...restamped].map(({ id, bytes }) => [id, bytes]));
  return firstFitting([...due], ([, bytes]) => bytes, batchLimits).map(([id]) => id);
}

interface Due {
  id: string;
  bytes: number;
}

/**
 * Gives the batch its place in the feed: new positions and datestamp, headers, record bytes, segments and set rows, all
 * from what is stored. Afterwards the handles count as published.
 * @returns the highest `seq` given out
 */
export async function stamp(tx: Tx, batch: Batch): Promise<number> {
  const ids = listed(tx.dialect, batch.ids);
  await renewMembership(tx, ids);
  await clearSetRows(tx, ids);
  await loosenSegments(tx, ids);
  await tx.execute(sql`
    DELETE FROM oai_record_bodies WHERE seq IN (SELECT seq FROM oai_records WHERE handle_id IN (${ids}))`);
  await tx.execute(recordsOf(tx, batch, ids));
  await tx.execute(bodiesAfter(batch.lastSeq));
  await coverRecords(tx, batch.lastSeq);
  await tx.execute(setRowsAfter(batch.lastSeq));
  await stampDepartures(tx, ids, identifierStart(batch));
  await tx.execute(sql`UPDATE handles SET published_revision = desired_revision WHERE id IN (${ids})`);
  await tx.execute(sql`DELETE FROM feed_restamps WHERE handle_id IN (${ids})`);
  const row = await tx.first<{ seq: number | null }>(sql`SELECT max(seq) AS seq FROM oai_records`);
  return Math.max(row?.seq ?? 0, batch.lastSeq);
}

/**
 * An item has a record in each prefix that its present revision was rendered in. A prefix that it had and has no more,
 * and every prefix of a deleted item, is a deleted record.
 */
function recordsOf(tx: Tx, batch: Batch, ids: Sql): Sql {
  const items = sql`
    SELECT d.prefix, h.id, h.service_id, h.updated_at, h.deleted_at IS NOT NULL AS deleted, octet_length(d.payload) + octet_length(${aboutOf(sql`h.id`)}) AS bytes
    FROM handles h JOIN disseminations d ON d.handle_id = h.id
    WHERE h.id IN (${ids}) AND (h.deleted_at IS NOT NULL OR d.revision = h.desired_revision)
    UNION ALL
    SELECT r.prefix, h.id, h.service_id, h.updated_at, TRUE, 0
    FROM oai_records r JOIN handles h ON h.id = r.handle_id
    WHERE r.handle_id IN (${ids}) AND NOT EXISTS (
      SELECT 1 FROM disseminations d WHERE d.handle_id = r.handle_id AND d.prefix = r.prefix
        AND (h.deleted_at IS NOT NULL OR d.revision = h.desired_revision))`;
  const withHeader = sql`SELECT i.*, ${headerOf(tx, batch)} AS header FROM (${items}) i`;
  return sql`
    INSERT INTO oai_records (seq, prefix, handle_id, datestamp, deleted, size, header)
    SELECT CAST(${batch.lastSeq} AS integer) + row_number() OVER (ORDER BY n.prefix, n.updated_at, n.id),
      n.prefix, n.id, CAST(${batch.datestamp} AS text), n.deleted,
      octet_length(n.header) + CASE WHEN n.deleted THEN ${frameBytes} ELSE n.bytes + ${liveFrameBytes} END, n.header
    FROM (${withHeader}) n WHERE TRUE
    ON CONFLICT (handle_id, prefix) DO UPDATE SET seq = excluded.seq, datestamp = excluded.datestamp,
      deleted = excluded.deleted, size = excluded.size, header = excluded.header`;
}

const frameBytes = '<record></record>'.length;
const liveFrameBytes = frameBytes + '<metadata></metadata>'.length;

/** Ids, set specs and the repository id are of characters that need no escaping. */
function headerOf(tx: Tx, batch: Batch): Sql {
  const identifier = `><identifier>${identifierStart(batch)}`;
  const stamped = `</identifier><datestamp>${batch.datestamp}</datestamp>`;
  const sets = sql`
    SELECT ${joined(tx.dialect, sql`'<setSpec>' || s.set_spec || '</setSpec>'`)} FROM (
      SELECT i.service_id AS set_spec UNION ALL
      SELECT m.set_spec FROM oai_set_members m WHERE m.handle_id = i.id) s`;
  return sql`'<header' || CASE WHEN i.deleted THEN ' status="deleted"' ELSE '' END || CAST(${identifier} AS text) || i.id
    || CAST(${stamped} AS text) || (${sets}) || '</header>'`;
}

const identifierStart = ({ repositoryId }: Batch) => `oai:${repositoryId}:`;

/** Where the item was imported from, as the `about` of its records; '' for our own. */
export const aboutOf = (handleId: Sql) =>
  sql`coalesce((SELECT o.about FROM oai_provenances o WHERE o.handle_id = ${handleId}), '')`;

function bodiesAfter(lastSeq: number): Sql {
  return sql`
    INSERT INTO oai_record_bodies (seq, record)
    SELECT r.seq, '<record>' || r.header
      || CASE WHEN r.deleted THEN '' ELSE '<metadata>' || d.payload || '</metadata>' || ${aboutOf(sql`r.handle_id`)} END || '</record>'
    FROM oai_records r LEFT JOIN disseminations d ON d.handle_id = r.handle_id AND d.prefix = r.prefix
    WHERE r.seq > ${lastSeq}`;
}

function setRowsAfter(lastSeq: number): Sql {
  return sql`
    INSERT INTO oai_record_set (set_spec, prefix, seq, size)
    SELECT h.service_id, r.prefix, r.seq, r.size FROM oai_records r JOIN handles h ON h.id = r.handle_id
    WHERE r.seq > ${lastSeq}
    UNION ALL
    SELECT m.set_spec, r.prefix, r.seq, r.size FROM oai_records r JOIN oai_set_members m ON m.handle_id = r.handle_id
    WHERE r.seq > ${lastSeq}`;
}
