import { toInstant } from '../platform/clock.js';
import { sql } from '../platform/database/database.js';
import { UnsealError } from '../platform/key-ring.js';
import { PidDriverError, type PidFailure } from '../pid/driver.js';
import { findUntriedCredentials, type ServiceRow, type Services } from './services.js';
import type { WorkerHouse } from './house.js';
import { untilResumed } from './service-trouble.js';

const trialMs = 20_000;
/** Pauses between trials at a service that does not answer: doubling, 5 minutes at most. */
const firstPauseMs = 1000;
const longestPauseMs = 5 * 60_000;

/** Trials that came to nothing because a service did not answer, by its id. */
export type VainTrials = Map<string, { credentials: string | null; times: number; nextAt: number }>;

/**
 * Tries new credentials beside the ones in use, all services side by side. The first success puts them in their place and
 * resumes a service that had stopped for refused credentials; a refusal is noted, and the old ones stay.
 * @param vain what former calls remember
 * @returns how many services were tried
 */
export async function tryNewCredentials(
  house: WorkerHouse,
  services: Services,
  vain: VainTrials = new Map(),
  stopping?: AbortSignal,
): Promise<number> {
  const rows = await house.database.read((reader) => findUntriedCredentials(reader));
  const due = rows.filter((row) => {
    const known = vain.get(row.id);
    return known?.credentials !== row.next_credentials || known.nextAt <= performance.now();
  });
  await Promise.all(due.map((row) => tryCredentials(house, services, row, vain, stopping)));
  return due.length;
}

async function tryCredentials(
  house: WorkerHouse,
  services: Services,
  row: ServiceRow,
  vain: VainTrials,
  stopping: AbortSignal | undefined,
): Promise<void> {
  const failure = await checked(services, row, stopping);
  if (failure === undefined) {
    vain.delete(row.id);
    await switchCredentials(house, row);
    house.wakeups.wake('registration-due');
    house.logger.info({ serviceId: row.id }, 'new credentials are in use');
    return;
  }
  house.logger.warn(
    { serviceId: row.id, outcome: failure.class, reason: failure.reason },
    'new credentials failed',
  );
  // A service that is away says nothing about credentials: they are tried again.
  if (failure.class === 'transient' || failure.class === 'unknown') {
    const known = vain.get(row.id);
    const times = known?.credentials === row.next_credentials ? known.times + 1 : 0;
    const nextAt = performance.now() + Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(times, 10));
    vain.set(row.id, { credentials: row.next_credentials, times, nextAt });
    return;
  }
  await house.database.write((tx) =>
    tx.execute(
      sql`UPDATE handle_services SET next_credentials_problem = ${failure.reason}
          WHERE id = ${row.id} AND next_credentials = ${row.next_credentials}`,
    ),
  );
}

async function checked(
  services: Services,
  row: ServiceRow,
  stopping: AbortSignal | undefined,
): Promise<PidFailure | undefined> {
  const signals = [AbortSignal.timeout(trialMs), ...(stopping === undefined ? [] : [stopping])];
  try {
    await services.driverWith(row, row.next_credentials).check(AbortSignal.any(signals));
    return undefined;
  } catch (error) {
    if (error instanceof PidDriverError) return error.failure;
    // One service whose new credentials no key opens must not stop the others.
    if (error instanceof UnsealError) return { class: 'config', reason: 'No key opens the new credentials.' };
    throw error;
  }
}

/** In one statement, and only if nobody gave other credentials meanwhile. */
async function switchCredentials({ database, clock }: WorkerHouse, row: ServiceRow): Promise<void> {
  const now = toInstant(clock.now());
  await database.write((tx) =>
    tx.execute(
      sql`UPDATE handle_services SET sealed_credentials = next_credentials, next_credentials = NULL, updated_at = ${now},
            breaker_open_until = CASE WHEN breaker_open_until = ${untilResumed} THEN ${now} ELSE breaker_open_until END
          WHERE id = ${row.id} AND next_credentials = ${row.next_credentials}`,
    ),
  );
}
