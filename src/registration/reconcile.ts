import { toInstant } from '../platform/clock.js';
import type { Database } from '../platform/database/database.js';
import { type PidDriver, PidDriverError, type PidInspection, type PidTarget } from '../pid/driver.js';
import { foldPid } from '../pid/pid.js';
import type { ClaimedHandle } from './claim.js';
import {
  findOpenOrphans,
  findUnknownNames,
  recordFinding,
  requeue,
  settleFindings,
  settleOrphan,
  takeLongestUnseen,
} from './reconcile.queries.js';
import type { ServiceInUse } from './services.js';
import { type RegistryFacts, targetOf } from './target.js';
import type { WorkerHouse } from './house.js';

/** What a look outside has shown of one handle. */
export type Verdict = 'ok' | 'drifted' | 'lost' | 'foreign' | 'unseen';

/** Where the walk over the names outside stands, in one process. */
export interface ListingWalk {
  page: string | undefined;
  /** Names that no row here knows, still to be looked at. */
  unknown: string[];
  /** `performance.now()` of the next walk's start. */
  dueAt: number;
}

const lookMs = 20_000;
/** Each handle is looked at once a day. */
const everyMs = 24 * 3600_000;

/**
 * Looks at the handle of a service that was unseen longest: compares mark, revision and address. Drift becomes a
 * finding and is repaired as a normal update; what is gone outside is "lost", and made again only where the protocol
 * allows it without a person's decision.
 * @returns undefined when every handle was seen lately
 */
export async function verifyNext(
  house: WorkerHouse,
  service: ServiceInUse,
  registry: RegistryFacts,
  stopping?: AbortSignal,
): Promise<Verdict | undefined> {
  if (!service.driver.promises.inspect) return undefined;
  const now = house.clock.now();
  const before = lastLookBefore(now);
  const handle = await house.database.write((tx) =>
    takeLongestUnseen(tx, service.id, before, toInstant(now)),
  );
  if (handle === undefined) return undefined;
  const target = targetOf(handle, registry);
  const seen = await look(service.driver, target, stopping);
  const verdict = seen === undefined ? 'unseen' : compare(seen, handle, target);
  await note(house.database, service, handle, verdict, toInstant(house.clock.now()));
  return verdict;
}

/** A handle that was seen before this instant is due for another look. */
export const lastLookBefore = (now: Date) => toInstant(new Date(now.getTime() - everyMs));

/**
 * The other way round: walks the names that stand outside, and looks at those that no row here knows. One with our
 * mark is an orphan. Orphans that were found before are looked at again: one that was dealt with is settled.
 * @throws PidDriverError when the service cannot be asked
 * @returns what was found, or undefined when there was nothing to do
 */
export async function searchOrphans(
  house: WorkerHouse,
  service: ServiceInUse,
  registry: RegistryFacts,
  walk: ListingWalk,
  stopping?: AbortSignal,
): Promise<'listed' | 'orphan' | 'stranger' | undefined> {
  const { driver } = service;
  if (driver.list === undefined || !driver.promises.inspect) return undefined;
  const pid = walk.unknown.shift();
  if (pid !== undefined) return lookAtStranger(house, service, registry, pid, stopping);
  if (performance.now() < walk.dueAt) return undefined;
  const known = walk.page === undefined ? await openOrphans(house, service) : [];
  const page = await driver.list(walk.page, until(stopping));
  const unknown = await house.database.read((reader) => findUnknownNames(reader, page?.pids ?? []));
  walk.page = page?.next;
  if (page?.next === undefined) walk.dueAt = performance.now() + everyMs;
  walk.unknown = [...new Set([...known, ...unknown])];
  return 'listed';
}

const openOrphans = ({ database }: WorkerHouse, { id }: ServiceInUse) =>
  database.read((reader) => findOpenOrphans(reader, id));

/** The end of one look: its deadline, or that of the process. */
const until = (stopping?: AbortSignal) =>
  AbortSignal.any([AbortSignal.timeout(lookMs), ...(stopping === undefined ? [] : [stopping])]);

async function lookAtStranger(
  house: WorkerHouse,
  service: ServiceInUse,
  registry: RegistryFacts,
  pid: string,
  stopping: AbortSignal | undefined,
): Promise<'orphan' | 'stranger'> {
  const seen = await look(service.driver, strangerTarget(pid, registry), stopping);
  if (seen === undefined) return 'stranger';
  const [unknown] = await house.database.read((reader) => findUnknownNames(reader, [pid]));
  if (unknown === undefined || seen.found !== 'foreign' || seen.mark?.registryId !== registry.id) {
    await house.database.write((tx) => settleOrphan(tx, service.id, pid, toInstant(house.clock.now())));
    return 'stranger';
  }
  const detail = `It carries the mark of handle ${seen.mark.handleId}, which the ledger does not hold under this name.`;
  const found = { serviceId: service.id, handleId: null, pid: foldPid(pid), kind: 'orphan', detail } as const;
  await house.database.write((tx) => recordFinding(tx, found, toInstant(house.clock.now())));
  return 'orphan';
}

function compare(seen: PidInspection, handle: ClaimedHandle, target: PidTarget): Verdict {
  switch (seen.found) {
    case 'absent':
      // A withdrawn PID may be gone for good where the protocol deletes.
      return handle.deleted ? 'ok' : 'lost';
    case 'foreign':
      return 'foreign';
    case 'unknowable':
      return 'unseen';
    case 'ours': {
      const isNewest = seen.revision === undefined || seen.revision === handle.appliedRevision;
      return isNewest && leadsWhereItShould(seen.url, handle, target) ? 'ok' : 'drifted';
    }
  }
}

/** A withdrawn PID may have no address where the service hides it. */
function leadsWhereItShould(url: string | undefined, handle: ClaimedHandle, target: PidTarget): boolean {
  return handle.deleted ? url === undefined || url === target.tombstoneUrl : url === target.url;
}

async function note(
  database: Database,
  service: ServiceInUse,
  handle: ClaimedHandle,
  verdict: Verdict,
  now: string,
): Promise<void> {
  if (verdict === 'unseen') return;
  await database.write(async (tx) => {
    if (verdict === 'ok') {
      await settleFindings(tx, handle.id, now);
      return;
    }
    const kind = verdict === 'lost' ? 'lost' : 'drifted';
    const repaired = verdict === 'drifted' || (verdict === 'lost' && service.driver.promises.recreate);
    const detail = `${details[verdict]} ${repaired ? 'It is being repaired.' : 'A person must decide.'}`;
    await recordFinding(
      tx,
      { serviceId: service.id, handleId: handle.id, pid: handle.pid, kind, detail },
      now,
    );
    if (repaired) await requeue(tx, handle, now);
  });
}

const details = {
  drifted: 'What stands outside differs from the ledger.',
  lost: 'It is gone from the service.',
  foreign: 'It stands outside without our mark.',
} as const;

/** Undefined when the service could not be asked; that is no finding. */
async function look(
  driver: PidDriver,
  target: PidTarget,
  stopping: AbortSignal | undefined,
): Promise<PidInspection | undefined> {
  try {
    return await driver.inspect(target, until(stopping));
  } catch (error) {
    if (error instanceof PidDriverError) return undefined;
    throw error;
  }
}

/** Enough of a target to look at a name that is none of our handles. */
function strangerTarget(pid: string, registry: RegistryFacts): PidTarget {
  return {
    pid,
    publicHandle: pid,
    url: '',
    tombstoneUrl: '',
    metadataUrl: '',
    mark: { registryId: registry.id, handleId: '', revision: 0 },
    createdYear: '',
    metadata: { schema: '', xml: '', summary: '' },
  };
}
