import { sql, type Reader, type Tx } from '../../platform/database/database.js';
import { prepareRecord } from '../../metadata/prepare.js';
import type { RecordIdentity } from '../../metadata/schema.js';
import { foldPid } from '../../pid/pid.js';
import { type Draft, schemaNamed } from '../metadata/record-drafts.js';
import { reviseHandle, storeDisseminations } from './handles.queries.js';

interface IdentityRow {
  pid: string;
  public_handle: string;
  landing_url: string;
  metadata_schema: string;
  metadata: string;
  desired_revision: number;
  registered_at: string | null;
}

/**
 * Gives a handle that nobody has seen yet the name that its service chose instead of ours; metadata and disseminations
 * follow, the revision stays.
 * @returns taken when another handle holds the name; too-late when the handle was public before, gone when it is deleted;
 *   unfit when its metadata cannot take the name in
 */
export async function renameHandle(
  tx: Tx,
  id: string,
  name: Pick<RecordIdentity, 'pid' | 'publicHandle' | 'options'>,
): Promise<'renamed' | 'taken' | 'too-late' | 'gone' | 'unfit'> {
  const row = await findIdentity(tx, id);
  if (row === undefined) return 'gone';
  if (row.registered_at !== null) return 'too-late';
  const folded = foldPid(name.pid);
  const holder = await tx.first(sql`SELECT id FROM handles WHERE pid_folded = ${folded} AND id <> ${id}`);
  if (holder !== undefined) return 'taken';
  const draft = draftUnder(row, {
    ...name,
    landingUrl: row.landing_url,
    replaces: { publicHandle: row.public_handle },
  });
  if (draft === undefined) return 'unfit';
  await tx.execute(sql`
    UPDATE handles SET pid = ${name.pid}, pid_folded = ${folded}, public_handle = ${name.publicHandle},
      metadata = ${draft.metadata}, summary = ${JSON.stringify(draft.summary)}
    WHERE id = ${id}`);
  await storeDisseminations(tx, id, row.desired_revision, draft.disseminations);
  return 'renamed';
}

/**
 * Points a handle to its landing page's new address, as a new revision that the service and the feed follow.
 * @param to `publicHandle` as it is printed from now on; the PID itself stays
 * @returns false when it pointed there already, or is gone
 */
export async function retargetHandle(
  tx: Tx,
  id: string,
  to: Pick<RecordIdentity, 'landingUrl' | 'publicHandle' | 'options'>,
  at: string,
): Promise<boolean> {
  const row = await findIdentity(tx, id);
  if (row === undefined || row.landing_url === to.landingUrl) return false;
  const replaces = { landingUrl: row.landing_url, publicHandle: row.public_handle };
  const draft = draftUnder(row, { ...to, pid: row.pid, replaces });
  if (draft === undefined) throw new Error(`stored metadata of ${row.pid} is no longer valid`);
  await tx.execute(sql`
    UPDATE handles SET landing_url = ${to.landingUrl}, public_handle = ${to.publicHandle} WHERE id = ${id}`);
  const revision = await reviseHandle(tx, id, {
    metadata: draft.metadata,
    summary: JSON.stringify(draft.summary),
    at,
  });
  if (revision !== undefined) await storeDisseminations(tx, id, revision, draft.disseminations);
  return true;
}

/** A handle whose landing page has moved, and what says how its PID is printed. */
export interface HandleElsewhere {
  id: string;
  share_id: string;
  pid: string;
  public_handle: string;
  driver: string;
  properties: string;
}

/** Live handles after `afterId` whose landing page has another address than `publicUrl` gives. Index: pk_handles */
export async function handlesElsewhere(
  reader: Reader,
  publicUrl: string,
  afterId: string,
  limit: number,
): Promise<HandleElsewhere[]> {
  return reader.rows<HandleElsewhere>(sql`
    SELECT h.id, h.share_id, h.pid, h.public_handle, s.driver, s.properties
    FROM handles h JOIN handle_services s ON s.id = h.service_id
    WHERE h.id > ${afterId} AND h.deleted_at IS NULL AND h.landing_url <> ${`${publicUrl}/share/`} || h.share_id
    ORDER BY h.id LIMIT ${limit}`);
}

/**
 * Accepted metadata under another identity; what was accepted once is not judged again by the operator's XSD files.
 * @returns undefined when it is not valid so
 */
function draftUnder(row: IdentityRow, identity: RecordIdentity): Draft | undefined {
  const prepared = prepareRecord(schemaNamed(row.metadata_schema), row.metadata, identity);
  return prepared.valid ? prepared : undefined;
}

function findIdentity(reader: Reader, id: string): Promise<IdentityRow | undefined> {
  return reader.first<IdentityRow>(sql`
    SELECT pid, public_handle, landing_url, metadata_schema, metadata, desired_revision, registered_at
    FROM handles WHERE id = ${id} AND deleted_at IS NULL`);
}
