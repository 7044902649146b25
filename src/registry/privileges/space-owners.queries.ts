import { sql, type Reader, type Tx } from '../../platform/database/database.js';
import { withinPage, type Page } from '../../platform/paging.js';

/** Whether a user owns a space. Index: pk_space_owners */
export async function isSpaceOwner(reader: Reader, spaceId: string, userId: string): Promise<boolean> {
  const row = await reader.first(
    sql`SELECT user_id FROM space_owners WHERE space_id = ${spaceId} AND user_id = ${userId}`,
  );
  return row !== undefined;
}

/** Ids of the owners of a space, sorted. Index: pk_space_owners */
export async function spaceOwnerIds(reader: Reader, spaceId: string, page: Page): Promise<string[]> {
  const rows = await reader.rows<{ id: string }>(sql`
    SELECT user_id AS id FROM space_owners WHERE space_id = ${spaceId} ${withinPage(sql`user_id`, page, 'AND')}`);
  return rows.map(({ id }) => id);
}

/** Makes a direct member an owner of a space; false when he was one already. `at` is a stored instant. */
export async function addSpaceOwner(tx: Tx, spaceId: string, userId: string, at: string): Promise<boolean> {
  const added = await tx.execute(sql`
    INSERT INTO space_owners (space_id, user_id, created_at) VALUES (${spaceId}, ${userId}, ${at})
    ON CONFLICT (space_id, user_id) DO NOTHING`);
  return added > 0;
}

/** Ends an ownership; false when there was none. */
export async function removeSpaceOwner(tx: Tx, spaceId: string, userId: string): Promise<boolean> {
  const removed = await tx.execute(
    sql`DELETE FROM space_owners WHERE space_id = ${spaceId} AND user_id = ${userId}`,
  );
  return removed > 0;
}
