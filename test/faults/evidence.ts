import BetterSqlite3 from 'better-sqlite3';
import type { Caller } from '../support/app.js';
import { inParallel } from '../support/in-parallel.js';
import { listRecords } from '../support/harvester.js';

/** What a client was told: an answer 201 or 202. */
export interface Acknowledged {
  shareId: string;
  handleId: string;
  publicHandle: string;
}

/** What is really there, gathered after the fact from the database file and over HTTP. */
export interface Evidence {
  acknowledged: Acknowledged[];
  ledger: { id: string; pid: string; shareId: string; state: string }[];
  /** The embedded handle server's records: name, and the handle that owns it. */
  handleRecords: { name: string; owner: string | null }[];
  /** Records of the feed: the identifier, and where the PID in its metadata led. */
  feed: { handleId: string; pid: string; status: number; location: string | null }[];
  /** Faults that SQLite itself found. */
  databaseFaults: string[];
}

/** Gathers the evidence from a running server and its database file. */
export async function gatherEvidence(
  server: { url: string; databaseFile: string } & Caller,
  acknowledged: Acknowledged[],
): Promise<Evidence> {
  const { records } = await listRecords(server.url);
  const feed = await inParallel(8, [...records], async ([identifier, record]) => {
    const pid = /<dc:identifier>[^<]*?\/(21\.T99999\/[^<]+)</.exec(record)?.[1] ?? '';
    const { status, headers } = await server.call('GET', `/${pid}`, { root: true, token: null });
    const handleId = identifier.slice(identifier.lastIndexOf(':') + 1);
    return { handleId, pid, status, location: headers.get('location') };
  });
  const stored = readDatabase(server.databaseFile, (database) => ({
    ledger: database
      .prepare('SELECT id, pid, share_id AS shareId, state FROM handles')
      .all() as Evidence['ledger'],
    handleRecords: database
      .prepare("SELECT name, owner_handle_id AS owner FROM handle_records WHERE name NOT LIKE '0.NA/%'")
      .all() as Evidence['handleRecords'],
  }));
  return { acknowledged, ...stored, feed, databaseFaults: databaseFaults(server.databaseFile) };
}

/** What SQLite's own checks say against a database file; empty when all is well. */
export function databaseFaults(file: string): string[] {
  return readDatabase(file, (database) => {
    const integrity = database.pragma('integrity_check') as { integrity_check: string }[];
    const keys = database.pragma('foreign_key_check') as { table: string; rowid: number }[];
    return [
      ...integrity.map((row) => row.integrity_check).filter((text) => text !== 'ok'),
      ...keys.map(({ table, rowid }) => `foreign key of ${table} ${rowid}`),
    ];
  });
}

/** Reads a database file, whether a server has it open or has just been killed. */
export function readDatabase<T>(file: string, task: (database: BetterSqlite3.Database) => T): T {
  const database = new BetterSqlite3(file, { readonly: true, timeout: 5000 });
  try {
    return task(database);
  } finally {
    database.close();
  }
}

/** Everything that must not be: one line each, empty when every promise was kept. */
export function brokenPromises(evidence: Evidence): string[] {
  const { acknowledged, ledger, handleRecords, feed } = evidence;
  const byId = new Map(ledger.map((row) => [row.id, row]));
  const published = new Set(feed.map(({ handleId }) => handleId));
  const owners = new Map(handleRecords.map(({ name, owner }) => [name.toLowerCase(), owner]));
  return [
    ...acknowledged.flatMap((told) => {
      const row = byId.get(told.handleId);
      if (row === undefined) return [`lost: ${told.handleId} was acknowledged and is not in the ledger`];
      const same = row.shareId === told.shareId && told.publicHandle.endsWith(`/${row.pid}`);
      return same ? [] : [`changed: ${told.handleId} is not what was acknowledged`];
    }),
    ...ledger.flatMap(({ id, pid, state }) => [
      ...(state === 'registered' ? [] : [`unfinished: ${id} is ${state}`]),
      ...(published.has(id) ? [] : [`unpublished: ${id} is not in the feed`]),
      ...(owners.get(pid.toLowerCase()) === id ? [] : [`unregistered: ${pid} has no record of its own`]),
    ]),
    ...repeated(ledger.map(({ pid }) => pid.toLowerCase())).map((pid) => `twice: PID ${pid}`),
    ...repeated(ledger.map(({ shareId }) => shareId)).map((id) => `twice: share ${id} has two handles`),
    ...handleRecords.flatMap(({ name, owner }) =>
      owner !== null && byId.has(owner) ? [] : [`orphan: ${name} belongs to no handle`],
    ),
    ...feed.flatMap(({ handleId, pid, status, location }) => {
      const landing = `/share/${byId.get(handleId)?.shareId ?? '?'}`;
      return status === 302 && (location?.endsWith(landing) ?? false)
        ? []
        : [`dead: ${pid} of the feed answers ${status} ${location ?? ''}`];
    }),
    ...evidence.databaseFaults.map((fault) => `damaged: ${fault}`),
  ];
}

function repeated(values: string[]): string[] {
  const seen = new Set<string>();
  return values.filter((value) => seen.size === seen.add(value).size);
}
