import { sql, type Database, type RowReader, type Sql } from '../platform/database/database.js';
import { joinedTexts, segmentOf } from './segments.js';
import { aboutOf } from './stamping.js';

/** One thing in the feed that does not agree with the ledger. */
export interface FeedFault {
  kind: FaultKind;
  handleId: string;
  prefix: string;
}

/** What can be wrong. */
type FaultKind = keyof typeof faultQueries | 'segment differs from its records';

/** What a check found. */
export interface FeedReport {
  /** Handles compared. */
  handles: number;
  /** Number of faults by kind; a kind without any is left out. */
  counts: Partial<Record<FaultKind, number>>;
  /** The first of them. */
  examples: FeedFault[];
}

const handlesAtOnce = 2000;
const segmentsAtOnce = 200;
const examplesShown = 100;

/** Each yields handle_id and prefix of faulty records among the handles of `ids`. Published handles only. */
const faultQueries = {
  'record missing': (ids: Sql) => sql`
    SELECT d.handle_id, d.prefix FROM disseminations d JOIN handles h ON h.id = d.handle_id
    WHERE h.id IN (${ids}) AND h.published_revision = h.desired_revision AND h.published_revision > 0
      AND h.registered_at IS NOT NULL AND d.revision <= h.published_revision
      AND NOT EXISTS (SELECT 1 FROM oai_records r WHERE r.handle_id = d.handle_id AND r.prefix = d.prefix)`,
  'record without publication': (ids: Sql) => sql`
    SELECT r.handle_id, r.prefix FROM oai_records r JOIN handles h ON h.id = r.handle_id
    WHERE h.id IN (${ids}) AND (h.published_revision = 0 OR h.registered_at IS NULL)`,
  'deletion not shown': (ids: Sql) => sql`
    SELECT r.handle_id, r.prefix FROM oai_records r JOIN handles h ON h.id = r.handle_id
    WHERE h.id IN (${ids}) AND h.published_revision = h.desired_revision AND h.deleted_at IS NOT NULL AND NOT r.deleted`,
  'body missing or of another size': (ids: Sql) => sql`
    SELECT r.handle_id, r.prefix FROM oai_records r LEFT JOIN oai_record_bodies b ON b.seq = r.seq
    WHERE r.handle_id IN (${ids}) AND (b.seq IS NULL OR octet_length(b.record) <> r.size)`,
  'metadata differ': (ids: Sql) => sql`
    SELECT r.handle_id, r.prefix FROM oai_records r JOIN oai_record_bodies b ON b.seq = r.seq
      JOIN handles h ON h.id = r.handle_id JOIN disseminations d ON d.handle_id = r.handle_id AND d.prefix = r.prefix
    WHERE r.handle_id IN (${ids}) AND NOT r.deleted AND h.published_revision = h.desired_revision
      AND NOT EXISTS (SELECT 1 FROM feed_restamps f WHERE f.handle_id = h.id)
      AND b.record <> '<record>' || r.header || '<metadata>' || d.payload || '</metadata>'
        || ${aboutOf(sql`h.id`)} || '</record>'`,
  'not in the set of its handle service': (ids: Sql) => sql`
    SELECT r.handle_id, r.prefix FROM oai_records r JOIN handles h ON h.id = r.handle_id
    WHERE r.handle_id IN (${ids}) AND NOT EXISTS (
      SELECT 1 FROM oai_record_set m WHERE m.set_spec = h.service_id AND m.prefix = r.prefix AND m.seq = r.seq)`,
  'not in a defined set that it is a member of': (ids: Sql) => sql`
    SELECT r.handle_id, r.prefix FROM oai_set_members n JOIN oai_records r ON r.handle_id = n.handle_id
    WHERE n.handle_id IN (${ids}) AND NOT EXISTS (
      SELECT 1 FROM oai_record_set m WHERE m.set_spec = n.set_spec AND m.prefix = r.prefix AND m.seq = r.seq)`,
  'in a set that it does not belong to': (ids: Sql) => sql`
    SELECT r.handle_id, r.prefix FROM oai_records r JOIN handles h ON h.id = r.handle_id
      JOIN oai_record_set m ON m.seq = r.seq AND m.handle_id IS NULL
    WHERE r.handle_id IN (${ids}) AND m.set_spec <> h.service_id AND NOT EXISTS (
      SELECT 1 FROM oai_set_members n WHERE n.handle_id = h.id AND n.set_spec = m.set_spec)`,
  'in no segment': (ids: Sql) => sql`
    SELECT r.handle_id, r.prefix FROM oai_records r
    WHERE r.handle_id IN (${ids}) AND NOT EXISTS (
      SELECT 1 FROM oai_segments s
      WHERE s.prefix = r.prefix AND s.first_seq <= r.seq AND s.last_seq = (${segmentOf(sql`r.prefix`, sql`r.seq`)}))`,
  'beyond the high-water': (ids: Sql) => sql`
    SELECT r.handle_id, r.prefix FROM oai_records r CROSS JOIN feed_state f
    WHERE r.handle_id IN (${ids}) AND (r.datestamp > f.high_water OR r.seq > f.last_seq OR r.datestamp < f.earliest_datestamp)`,
};

/** Compares the feed with the ledger, a few thousand handles at a time, beside normal work. */
export async function checkFeed(database: Database): Promise<FeedReport> {
  const report: FeedReport = { handles: 0, counts: {}, examples: [] };
  let after: string | undefined = '';
  while (after !== undefined) {
    const step: Sql = sql`SELECT id FROM handles WHERE id > ${after} ORDER BY id LIMIT ${handlesAtOnce}`;
    const found = await database.readAside((reader) => endOfStep(reader, step));
    for (const [kind, query] of Object.entries(faultQueries) as [
      keyof typeof faultQueries,
      (ids: Sql) => Sql,
    ][])
      note(report, kind, await database.readAside((reader) => reader.rows<FaultRow>(query(step))));
    report.handles += found?.count ?? 0;
    after = found?.last ?? undefined;
  }
  await checkSegments(database, report);
  return report;
}

interface FaultRow {
  handle_id: string;
  prefix: string;
}

function note(report: FeedReport, kind: FaultKind, rows: readonly FaultRow[]): void {
  if (rows.length > 0) report.counts[kind] = (report.counts[kind] ?? 0) + rows.length;
  const room = examplesShown - report.examples.length;
  report.examples.push(
    ...rows.slice(0, room).map(({ handle_id, prefix }) => ({ kind, handleId: handle_id, prefix })),
  );
}

/** Compares segments with their records; a faulty one is told by the first of these. Index: pk_oai_segments */
async function checkSegments(database: Database, report: FeedReport): Promise<void> {
  const within = sql`r.prefix = s.prefix AND r.seq BETWEEN s.first_seq AND s.last_seq`;
  for (let after: number | undefined = 0; after !== undefined;) {
    const step: Sql = sql`SELECT * FROM oai_segments WHERE last_seq > ${after} ORDER BY last_seq LIMIT ${segmentsAtOnce}`;
    const rows = await database.readAside((reader) =>
      reader.rows<FaultRow & { last_seq: number; faulty: number | boolean }>(sql`
        SELECT s.last_seq, s.prefix,
          coalesce((SELECT r.handle_id FROM oai_records r WHERE ${within} ORDER BY r.seq LIMIT 1), '') AS handle_id,
          s.items <> (SELECT count(*) FROM oai_records r WHERE ${within})
            OR s.records <> ${joinedTexts(reader.dialect, 'record')}
            OR s.headers <> ${joinedTexts(reader.dialect, 'header')} AS faulty
        FROM (${step}) s ORDER BY s.last_seq`),
    );
    note(
      report,
      'segment differs from its records',
      rows.filter(({ faulty }) => Boolean(faulty)),
    );
    after = rows.at(-1)?.last_seq;
  }
}

function endOfStep(
  reader: RowReader,
  step: Sql,
): Promise<{ count: number; last: string | null } | undefined> {
  return reader.first(sql`SELECT count(*) AS count, max(id) AS last FROM (${step}) s`);
}
