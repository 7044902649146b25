import { z } from 'zod';
import { join, sql, type Reader } from '../../platform/database/database.js';
import { exampleIds } from '../../platform/describe.js';
import { withinPage, type Page } from '../../platform/paging.js';
import { field } from '../../platform/validation.js';
import { toCreator } from '../users/creator.js';

interface AuditRow {
  id: string;
  at: string;
  actor_id: string | null;
  action: string;
  object_kind: string;
  object_id: string;
  before: string | null;
  after: string | null;
  request_id: string | null;
}

const text = field.text().max(128).optional();

/** `GET /audit`: which entries are wanted. */
export const auditQuery = z.object({ objectKind: text, objectId: text, actorId: text, action: text });
export type AuditQuery = z.output<typeof auditQuery>;

/** Entries of the audit trail, the latest first. Index: ix_audit_entries_object, pk_audit_entries */
export function auditEntries(reader: Reader, query: AuditQuery, page: Page): Promise<AuditRow[]> {
  const { objectKind, objectId, actorId, action } = query;
  const wanted = [
    ...(objectKind === undefined ? [] : [sql`object_kind = ${objectKind}`]),
    ...(objectId === undefined ? [] : [sql`object_id = ${objectId}`]),
    ...(actorId === undefined ? [] : [sql`actor_id = ${actorId}`]),
    ...(action === undefined ? [] : [sql`action = ${action}`]),
  ];
  const where = wanted.length === 0 ? sql`WHERE 1 = 1` : join(wanted, ' AND ', 'WHERE ');
  return reader.rows<AuditRow>(sql`
    SELECT id, at, actor_id, action, object_kind, object_id, before, after, request_id FROM audit_entries
    ${where} ${withinPage(sql`id`, page, 'AND', true)}`);
}

/** An entry as administrators see it. */
export function toAuditView(row: AuditRow) {
  return {
    id: row.id,
    at: row.at,
    actor: toCreator(row.actor_id),
    action: row.action,
    objectKind: row.object_kind,
    objectId: row.object_id,
    before: row.before === null ? null : (JSON.parse(row.before) as unknown),
    after: row.after === null ? null : (JSON.parse(row.after) as unknown),
    requestId: row.request_id,
  };
}

/** An entry for the API description. */
export const auditExample = {
  id: '2026-11-22T08:00:00.000Z-0a1b2c3d4e5f60718293a4b5c6d7e8f9',
  at: '2026-11-22T08:00:00.000Z',
  actor: { type: 'user', id: exampleIds.user },
  action: 'share.update',
  objectKind: 'share',
  objectId: exampleIds.share,
  before: { name: 'Snow' },
  after: { name: 'Snow depths' },
  requestId: '5b3c9f52-5a1d-4a6e-9d5e-0d2a9f6f1c11',
};
