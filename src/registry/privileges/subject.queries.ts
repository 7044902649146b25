import { raw, sql, type Reader, type Sql } from '../../platform/database/database.js';
import type { ResourceKind } from './grant.entity.js';
import { zoneId } from './effective.queries.js';
import type { Subject } from './policy.js';

interface Place {
  kind: ResourceKind;
  id: string;
}

/** Where rights over a thing are looked for: on itself, and on what it belongs to. */
export interface SubjectPlace {
  own?: Place;
  parent?: Place;
}

/** The form of our ids; anything else exists nowhere and needs no query (a NUL would even fail one). */
const idForm = /^[\w-]{1,64}$/;

const statements: Record<Exclude<Subject, 'zone'>, (id: string) => Sql> = {
  handle: (id) => sql`SELECT service_id AS parent FROM handles WHERE id = ${id} AND deleted_at IS NULL`,
  handle_service: (id) =>
    sql`SELECT ${raw("''")} AS parent FROM handle_services WHERE id = ${id} AND deleted_at IS NULL`,
  share: (id) => sql`SELECT space_id AS parent FROM shares WHERE id = ${id}`,
  space: (id) => sql`SELECT ${raw("''")} AS parent FROM spaces WHERE id = ${id}`,
  group: (id) => sql`SELECT ${raw("''")} AS parent FROM user_groups WHERE id = ${id}`,
  user: (id) => sql`SELECT ${raw("''")} AS parent FROM users WHERE id = ${id}`,
};

/** Where rights over a thing are looked for, or undefined when it does not exist. Index: the tables' primary keys. */
export async function findSubject(
  reader: Reader,
  subject: Subject,
  id: string,
): Promise<SubjectPlace | undefined> {
  if (subject === 'zone') return { own: { kind: 'zone', id: zoneId } };
  if (!idForm.test(id)) return undefined;
  const row = await reader.first<{ parent: string }>(statements[subject](id));
  if (row === undefined) return undefined;
  switch (subject) {
    case 'handle':
      return { own: { kind: 'handle', id }, parent: { kind: 'handle_service', id: row.parent } };
    case 'share':
      return { parent: { kind: 'space', id: row.parent } };
    case 'user':
      return {};
    default:
      return { own: { kind: subject, id } };
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
