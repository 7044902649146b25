import { createHash } from 'node:crypto';
import type { Application } from '../../src/application.js';
import { Publisher } from '../../src/feed/publisher.js';
import { Database, join, raw, sql, type Tx } from '../../src/platform/database/database.js';

/** What was put into the feed. */
export interface FeedFill {
  /** Items in the feed. */
  items: number;
  /** Records of all formats stamped a second, the commits included; 0 when the data was there already. */
  stampedPerSecond: number;
}

const rowsAtOnce = 500;
const at = '2026-01-01T00:00:00.000Z';

/** The id of the nth item. */
export const itemId = (n: number) => createHash('md5').update(`item ${n}`).digest('hex');

/**
 * Puts registered handles with their disseminations straight into the ledger, then lets the publisher work: nine of ten
 * items are Dublin Core of about 1 KB a record, the tenth also has a DataCite record of about 4 KB. One of fifty is of a
 * second handle service.
 */
export async function fillFeed(application: Application, items: number): Promise<FeedFill> {
  const database = application.nest.get(Database);
  const publisher = application.nest.get(Publisher);
  const known = await database.read((reader) =>
    reader.first<{ n: number }>(sql`SELECT count(*) AS n FROM handles`),
  );
  if ((known?.n ?? 0) >= items) return { items: known?.n ?? 0, stampedPerSecond: 0 };
  const services = await twoServices(database);
  let stampingMs = 0;
  for (let from = known?.n ?? 0; from < items; from += rowsAtOnce) {
    await database.write((tx) => insertItems(tx, services, from, Math.min(items, from + rowsAtOnce)));
    const begunAt = performance.now();
    while ((await publisher.runOnce()).published > 0);
    stampingMs += performance.now() - begunAt;
  }
  const records = await database.read((reader) =>
    reader.first<{ n: number }>(sql`SELECT count(*) AS n FROM oai_records`),
  );
  return { items, stampedPerSecond: ((records?.n ?? 0) / stampingMs) * 1000 };
}

async function twoServices(database: Database): Promise<string[]> {
  const first = await database.read((reader) =>
    reader.first<{ id: string }>(sql`SELECT id FROM handle_services WHERE id <> ${smallService}`),
  );
  if (first === undefined) throw new Error('the first start made no handle service');
  await database.write((tx) =>
    tx.execute(sql`
      INSERT INTO handle_services (id, name, driver, prefix, properties, paused, consecutive_failures, created_at, updated_at)
      VALUES (${smallService}, 'Small service', 'local', '21.T2', '{}', ${false}, 0, ${at}, ${at})
      ON CONFLICT (id) DO NOTHING`),
  );
  return [first.id, smallService];
}

/** The handle service of one item in fifty. */
export const smallService = 'small-service';

async function insertItems(
  tx: Tx,
  [large = '', small = '']: string[],
  from: number,
  to: number,
): Promise<void> {
  const numbers = Array.from({ length: to - from }, (_, offset) => from + offset);
  const yes = tx.dialect === 'postgres' ? raw('TRUE') : raw('1');
  const handles = numbers.map(
    (
      n,
    ) => sql`(${itemId(n)}, ${n % 50 === 0 ? small : large}, ${`21.T99999/b${n}`}, ${`21.t99999/b${n}`}, '', ${`share${n}`},
      'oai_dc', '', '{}', '', 'registered', 1, 1, 0, ${at}, ${yes}, 0, ${at}, 1, ${at}, ${at})`,
  );
  await tx.execute(sql`
    INSERT INTO handles (id, service_id, pid, pid_folded, public_handle, share_id, metadata_schema, metadata, summary,
      landing_url, state, desired_revision, applied_revision, published_revision, registered_at, ever_sent, attempts,
      next_attempt_at, fence, created_at, updated_at)
    VALUES ${join(handles)}`);
  const payloads = numbers.flatMap((n) => {
    const dc = sql`(${itemId(n)}, 'oai_dc', 1, ${dublinCorePayload(n)})`;
    return n % 10 === 9 ? [dc, sql`(${itemId(n)}, 'oai_datacite', 1, ${dataCitePayload(n)})`] : [dc];
  });
  await tx.execute(
    sql`INSERT INTO disseminations (handle_id, prefix, revision, payload) VALUES ${join(payloads)}`,
  );
}

const syllables = 'ka lo mi ren tas vo hydro geo meta phos quar zin tra bel sur nor alp del ter ion'.split(
  ' ',
);

/** Words that are the same in every run, and do not repeat themselves so much that compression is made easy. */
function words(count: number, seed: number): string {
  let state = (seed * 2654435761) >>> 0;
  const next = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % below;
  };
  const word = () => Array.from({ length: 2 + next(3) }, () => syllables[next(syllables.length)]).join('');
  return Array.from({ length: count }, word).join(' ');
}

const dcOpening =
  '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/"' +
  ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/oai_dc/' +
  ' http://www.openarchives.org/OAI/2.0/oai_dc.xsd">';

function dublinCorePayload(n: number): string {
  return (
    `${dcOpening}<dc:identifier>http://hdl.handle.net/21.T99999/b${n}</dc:identifier><dc:title>${words(6, n)}</dc:title>` +
    `<dc:creator>${words(2, n + 1)}</dc:creator><dc:subject>${words(1, n + 2)}</dc:subject>` +
    `<dc:date>${1990 + (n % 37)}</dc:date><dc:description>${words(22, n + 3)}</dc:description><dc:type>Dataset</dc:type></oai_dc:dc>`
  );
}

function dataCitePayload(n: number): string {
  const creators = [1, 2, 3].map(
    (at) => `<creator><creatorName nameType="Personal">${words(2, n + at)}</creatorName>
    <affiliation>${words(5, n * at)}</affiliation></creator>`,
  );
  return `<oai_datacite xmlns="http://schema.datacite.org/oai/oai-1.1/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://schema.datacite.org/oai/oai-1.1/ http://schema.datacite.org/oai/oai-1.1/oai.xsd"><schemaVersion>4</schemaVersion><datacentreSymbol>WAYMARK</datacentreSymbol><payload><resource xmlns="http://datacite.org/schema/kernel-4" xsi:schemaLocation="http://datacite.org/schema/kernel-4 http://schema.datacite.org/meta/kernel-4/metadata.xsd">
  <identifier identifierType="DOI">10.5072/b${n}</identifier><creators>${creators.join('')}</creators>
  <titles><title>${words(8, n)}</title></titles><publisher>${words(3, 5)}</publisher><publicationYear>${1990 + (n % 37)}</publicationYear>
  <subjects>${[1, 2, 3, 4].map((at) => `<subject>${words(2, n + at)}</subject>`).join('')}</subjects>
  <resourceType resourceTypeGeneral="Dataset">Dataset</resourceType>
  <descriptions><description descriptionType="Abstract">${words(160, n)}</description></descriptions></resource></payload></oai_datacite>`;
}
