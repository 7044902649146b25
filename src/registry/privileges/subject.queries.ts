import { sql, type Reader, type Sql } from '../../platform/database/database.js';
import type { Resource } from './effective.queries.js';
import { zoneId } from './effective.queries.js';
import type { Subject } from './policy.js';

/** Where rights over a thing are looked for: on itself, and on what it belongs to. */
export interface SubjectPlace {
  own?: Resource;
  parent?: Resource;
  /** Who made it; null = the system. */
  creatorId?: string | null;
  /** Whose own it is: the user of a token. */
  ownerId?: string;
}

/** The form of our ids; anything else exists nowhere and needs no query (a NUL would even fail one). */
const idForm = /^[\w-]{1,64}$/;

interface SubjectRow {
  parent_id: string;
  creator_id: string | null;
}

const statements: Record<Exclude<Subject, 'zone'>, (id: string) => Sql> = {
  handle: (id) =>
    sql`SELECT service_id AS parent_id, creator_id FROM handles WHERE id = ${id} AND deleted_at IS NULL`,
  handle_service: (id) =>
    sql`SELECT id AS parent_id, creator_id FROM handle_services WHERE id = ${id} AND deleted_at IS NULL`,
  share: (id) => sql`SELECT space_id AS parent_id, creator_id FROM shares WHERE id = ${id}`,
  space: (id) => sql`SELECT id AS parent_id, creator_id FROM spaces WHERE id = ${id}`,
  group: (id) => sql`SELECT id AS parent_id, creator_id FROM user_groups WHERE id = ${id}`,
  user: (id) => sql`SELECT id AS parent_id, NULL AS creator_id FROM users WHERE id = ${id}`,
  token: (id) =>
    sql`SELECT user_id AS parent_id, NULL AS creator_id FROM api_tokens WHERE id = ${id} AND name IS NOT NULL`,
};

/** Where rights over a thing are looked for, or undefined when it does not exist. Index: the tables' primary keys. */
export async function findSubject(
  reader: Reader,
  subject: Subject,
  id: string,
): Promise<SubjectPlace | undefined> {
  if (subject === 'zone') return { own: { kind: 'zone', id: zoneId } };
  if (!idForm.test(id)) return undefined;
  const row = await reader.first<SubjectRow>(statements[subject](id));
  if (row === undefined) return undefined;
  const creatorId = row.creator_id;
  switch (subject) {
    case 'handle':
      return {
        own: { kind: 'handle', id },
        parent: { kind: 'handle_service', id: row.parent_id },
        creatorId,
      };
    case 'share':
      return { parent: { kind: 'space', id: row.parent_id }, creatorId };
    case 'user':
      return {};
    case 'token':
      return { ownerId: row.parent_id };
    default:
      return { own: { kind: subject, id }, creatorId };
  }
}

/** The space of a share, or undefined when there is no such share. */
export async function findShareSpace(reader: Reader, shareId: string): Promise<string | undefined> {
  return (await findSubject(reader, 'share', shareId))?.parent?.id;
}

/** The id of a handle service, if it exists. */
export async function findServiceId(reader: Reader, serviceId: string): Promise<string | undefined> {
  return (await findSubject(reader, 'handle_service', serviceId))?.own?.id;
}
