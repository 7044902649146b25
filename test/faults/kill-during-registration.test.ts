import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import BetterSqlite3 from 'better-sqlite3';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { callerOf, type Answer, type Caller } from '../support/app.js';
import { onPostgres, scratchEnvironment, type ScratchEnvironment } from '../support/environment.js';
import { createShare, createSpace, localServiceId, register } from '../support/factories.js';
import { isAway } from '../support/harvester.js';
import { inParallel } from '../support/in-parallel.js';
import { startServerProcess, type ServerProcess } from '../support/process.js';
import {
  brokenPromises,
  databaseFaults,
  gatherEvidence,
  readDatabase,
  type Acknowledged,
  type Evidence,
} from './evidence.js';

/** The full form takes minutes: `npm run test:faults`. */
const full = process.env['WAYMARK_FAULTS'] === 'full';
const kills = full ? 20 : 3;
const registrationsPerKill = full ? 300 : 100;
const width = 8;

let scratch: ScratchEnvironment;
let server: ServerProcess;
let caller: Caller;
const startServer = async () => {
  scratch = await scratchEnvironment();
  caller = callerOf(scratch.settings['PUBLIC_URL'] ?? '', scratch.settings['ADMIN_TOKEN'] ?? '');
  server = await startServerProcess(scratch.settings);
};
const removeServer = async () => {
  await server.kill();
  await scratch.remove();
};

const databaseFile = () => path.join(scratch.settings['DATA_DIR'] ?? '', 'waymark.sqlite');
const evidenceOf = (acknowledged: Acknowledged[]) =>
  gatherEvidence({ url: server.url, databaseFile: databaseFile(), ...caller }, acknowledged);

/** Changes the database behind the registry's back. */
function tamper(changes: (change: (statement: string, id: string | undefined) => void) => void): void {
  const database = new BetterSqlite3(databaseFile());
  database.pragma('foreign_keys = OFF');
  changes((statement, id) => database.prepare(statement).run(id));
  database.close();
}

/** What one request for registration ended with; undefined: the server died first. */
type Outcome = Answer | undefined;

async function tryToRegister(shareId: string, serviceId: string): Promise<Outcome> {
  try {
    return await register(caller, { shareId, serviceId });
  } catch (error) {
    if (isAway(error)) return undefined;
    throw error;
  }
}

const isAcknowledged = (outcome: Outcome): outcome is Answer =>
  outcome !== undefined && [201, 202].includes(outcome.status);

/** Registers all shares, and kills the server once so many have been answered. */
async function registerAndKill(shares: string[], serviceId: string, killAfter: number): Promise<Outcome[]> {
  let answered = 0;
  const outcomes = await inParallel(width, shares, async (shareId) => {
    const outcome = await tryToRegister(shareId, serviceId);
    if (++answered === killAfter) server.child.kill('SIGKILL');
    return outcome;
  });
  await server.ended;
  return outcomes;
}

/** Waits until nothing is due any more: at the latest a minute. */
async function untilSettled(): Promise<void> {
  const due = `SELECT count(*) FROM handles WHERE state <> 'registered' OR published_revision < desired_revision`;
  for (let tries = 0; tries < 600; tries++) {
    if (readDatabase(databaseFile(), (database) => database.prepare(due).pluck().get()) === 0) return;
    await delay(100);
  }
}

/** One kill in the middle of registrations, a restart, and clients that ask again where they got no answer. */
async function killOnce(serviceId: string, spaceId: string): Promise<Acknowledged[]> {
  const shares = await inParallel(width, Array.from({ length: registrationsPerKill }), () =>
    createShare(caller, spaceId),
  );
  const killAfter = Math.ceil(registrationsPerKill * (0.1 + 0.8 * Math.random()));
  const first = await registerAndKill(shares, serviceId, killAfter);
  expect(databaseFaults(databaseFile())).toEqual([]);
  server = await startServerProcess(scratch.settings);
  const unanswered = shares.filter((_, place) => first[place] === undefined);
  const second = await inParallel(width, unanswered, (shareId) => tryToRegister(shareId, serviceId));
  // What was committed before the death and never answered is there already.
  expect(
    second.map((outcome) => outcome?.status).filter((status) => status !== 201 && status !== 409),
  ).toEqual([]);
  return [
    ...shares.map((shareId, place) => ({ shareId, outcome: first[place] })),
    ...unanswered.map((shareId, place) => ({ shareId, outcome: second[place] })),
  ].flatMap(({ shareId, outcome }) => (isAcknowledged(outcome) ? [{ shareId, ...outcome.json }] : []));
}

(onPostgres ? describe.skip : describe)('kill -9 in the middle of registrations (SQLite)', () => {
  beforeEach(startServer);
  afterEach(removeServer);

  it(
    `${kills} times: nothing acknowledged is lost, no PID is given twice, every PID of the feed resolves`,
    async () => {
      const serviceId = await localServiceId(caller);
      const spaceId = await createSpace(caller);
      const acknowledged: Acknowledged[] = [];
      for (let kill = 0; kill < kills; kill++) acknowledged.push(...(await killOnce(serviceId, spaceId)));
      await untilSettled();
      const evidence = await evidenceOf(acknowledged);
      expect(brokenPromises(evidence)).toEqual([]);
      // Every share was asked for until somebody answered, so each has its handle.
      expect(evidence.ledger).toHaveLength(kills * registrationsPerKill);
      expect(evidence.feed).toHaveLength(kills * registrationsPerKill);
      expect(acknowledged.length).toBeGreaterThan(evidence.ledger.length / 2);
      process.stdout.write(
        `kill -9: ${kills} kills, ${evidence.ledger.length} handles, ${acknowledged.length} acknowledged, ` +
          `${evidence.ledger.length - acknowledged.length} committed but never answered\n`,
      );
    },
    full ? 1_800_000 : 180_000,
  );

  it('would be seen if it broke a promise: the control', async () => {
    const serviceId = await localServiceId(caller);
    const shares = await inParallel(width, Array.from({ length: 6 }), () => createShare(caller));
    const acknowledged = await inParallel(width, shares, async (shareId): Promise<Acknowledged> => ({
      shareId,
      ...(await register(caller, { shareId, serviceId })).json,
    }));
    await untilSettled();
    expect(brokenPromises(await evidenceOf(acknowledged))).toEqual([]);

    await server.stop();
    const [lost, dead, unfinished, unpublished] = acknowledged.map(({ handleId }) => handleId);
    tamper((change) => {
      for (const table of ['oai_records', 'disseminations'])
        change(`DELETE FROM ${table} WHERE handle_id = ?`, lost);
      change('DELETE FROM handles WHERE id = ?', lost);
      change('UPDATE handles SET registered_at = NULL WHERE id = ?', dead);
      change(`UPDATE handles SET state = 'parked' WHERE id = ?`, unfinished);
      change('DELETE FROM oai_records WHERE handle_id = ?', unpublished);
    });
    server = await startServerProcess(scratch.settings);
    const broken = brokenPromises(await evidenceOf(acknowledged)).map((line) => line.split(':')[0]);
    expect(new Set(broken)).toEqual(new Set(['lost', 'orphan', 'dead', 'unfinished', 'unpublished']));

    await server.stop();
    tamper((change) => change('DELETE FROM handle_services WHERE id = ?', serviceId));
    expect(databaseFaults(databaseFile())).toContainEqual(expect.stringMatching(/^foreign key of handles/));
  }, 120_000);
});

describe('the checker', () => {
  const sound: Evidence = {
    acknowledged: [{ shareId: 's1', handleId: 'h1', publicHandle: 'http://here/21.T99999/a' }],
    ledger: [{ id: 'h1', pid: '21.T99999/a', shareId: 's1', state: 'registered' }],
    handleRecords: [{ name: '21.T99999/a', owner: 'h1' }],
    feed: [{ handleId: 'h1', pid: '21.T99999/a', status: 302, location: 'http://here/share/s1' }],
    databaseFaults: [],
  };
  const [told] = sound.acknowledged;
  const [row] = sound.ledger;
  const [entry] = sound.feed;

  it.each<[string, Partial<Evidence>]>([
    ['lost', { ledger: [], feed: [], handleRecords: [] }],
    ['changed', { acknowledged: [{ ...told!, publicHandle: 'http://here/21.T99999/b' }] }],
    ['unfinished', { ledger: [{ ...row!, state: 'pending' }] }],
    ['unpublished', { feed: [] }],
    ['unregistered', { handleRecords: [] }],
    ['twice', { ledger: [row!, { ...row!, pid: '21.t99999/A' }] }],
    ['orphan', { handleRecords: [...sound.handleRecords, { name: '21.T99999/b', owner: null }] }],
    ['dead', { feed: [{ ...entry!, status: 404, location: null }] }],
    ['dead', { feed: [{ ...entry!, location: 'http://here/share/s2' }] }],
    ['damaged', { databaseFaults: ['row 1 missing from index'] }],
  ])('sees what is %s', (kind, change) => {
    expect(brokenPromises(sound)).toEqual([]);
    const kinds = brokenPromises({ ...sound, ...change }).map((line) => line.split(':')[0]);
    expect(kinds).toContain(kind);
  });
});
