import { unixSeconds } from '../../platform/clock.js';
import { sql, type Reader } from '../../platform/database/database.js';
import { exampleIds } from '../../platform/describe.js';
import { RegistryError } from '../../platform/errors.js';
import { withinPage, type Page } from '../../platform/paging.js';
import { toCreator } from '../users/creator.js';

interface GroupRow {
  id: string;
  name: string;
  type: string;
  created_at: string;
  creator_id: string | null;
}

/** A group's row. Index: pk_user_groups. @throws RegistryError notFound */
export async function requireGroup(reader: Reader, id: string): Promise<GroupRow> {
  const row = await reader.first<GroupRow>(
    sql`SELECT id, name, type, created_at, creator_id FROM user_groups WHERE id = ${id}`,
  );
  if (row === undefined) throw new RegistryError('notFound');
  return row;
}

/** A group as Onezone shows it. @throws RegistryError notFound */
export async function groupView(reader: Reader, id: string) {
  const row = await requireGroup(reader, id);
  return {
    groupId: row.id,
    name: row.name,
    type: row.type,
    creator: toCreator(row.creator_id),
    creationTime: unixSeconds(row.created_at),
  };
}

/** A group for the API description. */
export const groupExample = {
  groupId: exampleIds.group,
  name: 'Hydrology',
  type: 'unit',
  creator: { type: 'user', id: exampleIds.user },
  creationTime: 1795334400,
};

/** A group as members of the same thing see it. @throws RegistryError notFound */
export async function memberGroupView(reader: Reader, id: string) {
  const { creator: _, ...view } = await groupView(reader, id);
  return view;
}

/** Ids of all groups, sorted. */
export async function groupIds(reader: Reader, page: Page): Promise<string[]> {
  const rows = await reader.rows<{ id: string }>(
    sql`SELECT id FROM user_groups ${withinPage(sql`id`, page)}`,
  );
  return rows.map(({ id }) => id);
}
