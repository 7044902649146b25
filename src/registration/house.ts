import type { Clock } from '../platform/clock.js';
import type { Database } from '../platform/database/database.js';
import type { PinoLogger } from '../platform/logging.js';
import type { Wakeups } from '../platform/wakeups.js';
import type { PublicationOptions } from '../registry/metadata/publication-options.js';

/** What this room uses of the platform, and what its installation puts into metadata. */
export interface WorkerHouse {
  database: Database;
  clock: Clock;
  wakeups: Wakeups;
  logger: PinoLogger;
  publication: PublicationOptions;
}
