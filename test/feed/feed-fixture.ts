import { FeedView } from '../../src/feed/feed-view.js';
import { Publisher } from '../../src/feed/publisher.js';
import type { Clock } from '../../src/platform/clock.js';
import type { Config } from '../../src/platform/config.js';
import { type Database, sql, type Tx } from '../../src/platform/database/database.js';
import { newId } from '../../src/platform/ids.js';
import { Wakeups } from '../../src/platform/wakeups.js';
import { FakeClock } from '../support/clock.js';
import { openTestDatabase } from '../support/database.js';

/** The feed on a real database, without the rest of the application. */
export interface FeedFixture<C extends Clock = FakeClock> {
  config: Config;
  clock: C;
  database: Database;
  publisher: Publisher;
  view: FeedView;
  close: () => Promise<void>;
}

/** Opens an empty database of the kind under test, with the handle service `service-a`. */
export async function openFeed<C extends Clock>(clock: C): Promise<FeedFixture<C>> {
  const { database, config: scratch, close } = await openTestDatabase();
  const config = { ...scratch, REPOSITORY_ID: 'data.example.org' };
  const publisher = new Publisher(database, clock, new Wakeups(), config);
  await addService(database, 'service-a', 'Service A');
  return { config, clock, database, publisher, view: new FeedView(database, publisher, clock), close };
}

/** Adds a handle service. */
export async function addService(database: Database, id: string, name: string): Promise<void> {
  await database.write((tx) =>
    tx.execute(sql`
      INSERT INTO handle_services (id, name, driver, prefix, properties, paused, consecutive_failures, created_at, updated_at)
      VALUES (${id}, ${name}, 'Local', '21.T1', '{}', ${false}, 0, '', '')`),
  );
}

/** A handle as the registry accepts it. */
export interface NewItem {
  id?: string;
  serviceId?: string;
  payloads?: Record<string, string>;
  registeredAt?: string | null;
  /** Instant of acceptance; the publisher takes the oldest first. */
  acceptedAt?: string;
}

const at = '2026-11-22T07:00:00.000Z';

/** A payload that is recognised by its text. */
export const payload = (text: string) => `<d:dc xmlns:d="http://example.org/">${text}</d:dc>`;

/** Accepts a first revision, registered unless said otherwise. @returns its id */
export async function addItem(tx: Tx, item: NewItem = {}): Promise<string> {
  const id = item.id ?? newId();
  const registeredAt = item.registeredAt === undefined ? at : item.registeredAt;
  await tx.execute(sql`
    INSERT INTO handles (id, service_id, pid, pid_folded, public_handle, share_id, metadata_schema, metadata, summary,
      landing_url, state, desired_revision, applied_revision, published_revision, registered_at, ever_sent, attempts,
      next_attempt_at, fence, created_at, updated_at)
    VALUES (${id}, ${item.serviceId ?? 'service-a'}, ${`21.T1/${id}`}, ${`21.t1/${id}`}, '', ${id}, 'oai_dc', '', '{}',
      '', 'registered', 1, 1, 0, ${registeredAt}, ${true}, 0, ${at}, 0, ${at}, ${item.acceptedAt ?? at})`);
  await render(tx, id, 1, item.payloads ?? { oai_dc: payload(id) });
  return id;
}

/** Accepts the next revision. */
export async function changeItem(
  tx: Tx,
  id: string,
  payloads: Record<string, string>,
  acceptedAt = at,
): Promise<void> {
  const row = await tx.first<{ revision: number }>(sql`
    UPDATE handles SET desired_revision = desired_revision + 1, updated_at = ${acceptedAt} WHERE id = ${id} RETURNING desired_revision AS revision`);
  await render(tx, id, row?.revision ?? 0, payloads);
}

/** Accepts the deletion. */
export async function deleteItem(tx: Tx, id: string, acceptedAt = at): Promise<void> {
  await tx.execute(
    sql`UPDATE handles SET desired_revision = desired_revision + 1, deleted_at = ${at}, updated_at = ${acceptedAt} WHERE id = ${id}`,
  );
}

async function render(tx: Tx, id: string, revision: number, payloads: Record<string, string>): Promise<void> {
  for (const [prefix, text] of Object.entries(payloads)) {
    await tx.execute(sql`
      INSERT INTO disseminations (handle_id, prefix, revision, payload) VALUES (${id}, ${prefix}, ${revision}, ${text})
      ON CONFLICT (handle_id, prefix) DO UPDATE SET revision = excluded.revision, payload = excluded.payload`);
  }
}

/** Accepts several first revisions at once. @returns their ids in order */
export async function addItems(database: Database, count: number, item: NewItem = {}): Promise<string[]> {
  return database.write(async (tx) => {
    const ids: string[] = [];
    for (let made = 0; made < count; made++) ids.push(await addItem(tx, item));
    return ids;
  });
}

/** Publishes until nothing is due. */
export async function publishAll(publisher: Publisher): Promise<void> {
  while ((await publisher.runOnce()).published > 0);
}
