import { toInstant } from '../platform/clock.js';
import { sql } from '../platform/database/database.js';
import { PidDriverError, type PidFailure } from '../pid/driver.js';
import { findUntriedCredentials, type ServiceRow, type Services } from './services.js';
import type { WorkerHouse } from './house.js';
import { untilResumed } from './service-trouble.js';

const trialMs = 20_000;

/**
 * Tries new credentials beside the ones in use. The first success puts them in their place and resumes a service that
 * had stopped for refused credentials; a refusal is noted, and the old ones stay.
 * @returns how many services were tried
 */
export async function tryNewCredentials(house: WorkerHouse, services: Services): Promise<number> {
  const rows = await house.database.read((reader) => findUntriedCredentials(reader));
  for (const row of rows) await tryCredentials(house, services, row);
  return rows.length;
}

async function tryCredentials(house: WorkerHouse, services: Services, row: ServiceRow): Promise<void> {
  const failure = await checked(services, row);
  if (failure === undefined) {
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
  if (failure.class === 'transient' || failure.class === 'unknown') return;
  await house.database.write((tx) =>
    tx.execute(
      sql`UPDATE handle_services SET next_credentials_problem = ${failure.reason}
          WHERE id = ${row.id} AND next_credentials = ${row.next_credentials}`,
    ),
  );
}

async function checked(services: Services, row: ServiceRow): Promise<PidFailure | undefined> {
  try {
    await services.driverWith(row, row.next_credentials).check(AbortSignal.timeout(trialMs));
    return undefined;
  } catch (error) {
    if (error instanceof PidDriverError) return error.failure;
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
