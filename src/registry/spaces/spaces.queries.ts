import { unixSeconds } from '../../platform/clock.js';
import { join, sql, type Reader, type Tx } from '../../platform/database/database.js';
import { rowLock } from '../../platform/database/locks.js';
import { exampleIds } from '../../platform/describe.js';
import { RegistryError } from '../../platform/errors.js';
import { withinPage, type Page } from '../../platform/paging.js';
import { toCreator } from '../users/creator.js';

interface SpaceRow {
  id: string;
  name: string;
  created_at: string;
  creator_id: string | null;
}

/** A space's row. Index: pk_spaces. @throws RegistryError notFound */
export async function requireSpace(reader: Reader, id: string): Promise<SpaceRow> {
  const row = await reader.first<SpaceRow>(
    sql`SELECT id, name, created_at, creator_id FROM spaces WHERE id = ${id}`,
  );
  if (row === undefined) throw new RegistryError('notFound');
  return row;
}

/** A space as Onezone shows it. @throws RegistryError notFound */
export async function spaceView(reader: Reader, id: string) {
  const row = await requireSpace(reader, id);
  return {
    spaceId: row.id,
    name: row.name,
    creator: toCreator(row.creator_id),
    creationTime: unixSeconds(row.created_at),
  };
}

/** A space for the API description. */
export const spaceExample = {
  spaceId: exampleIds.space,
  name: 'Glaciers',
  creator: { type: 'user', id: exampleIds.user },
  creationTime: 1795334400,
};

/** Ids and names of some spaces, by id. Index: pk_spaces */
export async function spaceNames(
  reader: Reader,
  ids: readonly string[],
): Promise<{ id: string; name: string }[]> {
  if (ids.length === 0) return [];
  return reader.rows(sql`SELECT id, name FROM spaces WHERE id IN (${join([...ids])}) ORDER BY id`);
}

/** Ids of all spaces, sorted. */
export async function spaceIds(reader: Reader, page: Page): Promise<string[]> {
  const rows = await reader.rows<{ id: string }>(sql`SELECT id FROM spaces ${withinPage(sql`id`, page)}`);
  return rows.map(({ id }) => id);
}

/**
 * Keeps a space until the transaction ends: from deletion, or for deletion from new shares too.
 * @returns false when there is no such space
 */
export async function lockSpace(tx: Tx, id: string, strength: 'change' | 'keep'): Promise<boolean> {
  return (await tx.first(sql`SELECT id FROM spaces WHERE id = ${id} ${rowLock(tx, strength)}`)) !== undefined;
}
