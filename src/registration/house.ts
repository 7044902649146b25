import type { Clock } from '../platform/clock.js';
import type { Database } from '../platform/database/database.js';
import type { PinoLogger } from '../platform/logging.js';
import type { Wakeups } from '../platform/wakeups.js';

/** What this room uses of the platform. */
export interface WorkerHouse {
  database: Database;
  clock: Clock;
  wakeups: Wakeups;
  logger: PinoLogger;
}
