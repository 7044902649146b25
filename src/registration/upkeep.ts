import type { Clock } from '../platform/clock.js';
import { type Database, type Reader, sql } from '../platform/database/database.js';
import type { PinoLogger } from '../platform/logging.js';
import type { Secrets } from '../platform/secrets.js';
import type { Wakeups } from '../platform/wakeups.js';
import { credentialsPlace, readSealed } from '../registry/handle-services/service-credentials.js';
import { tryNewCredentials } from './credential-trial.js';
import type { Services } from './services.js';

/** What upkeep uses of the house. */
export interface UpkeepHouse {
  database: Database;
  clock: Clock;
  wakeups: Wakeups;
  logger: PinoLogger;
}

const everyMs = 1000;

/** The slow work beside the worker: new credentials are tried, and what stands outside is compared with the ledger. */
export class Upkeep {
  private stopping = false;
  private loop: Promise<void> | undefined;
  private wake: () => void = () => undefined;

  constructor(
    private readonly house: UpkeepHouse,
    private readonly services: Services,
  ) {}

  start(): void {
    this.loop = this.work();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.loop;
  }

  /** One round. For tests. */
  async runOnce(): Promise<void> {
    await tryNewCredentials(this.house, this.services);
  }

  private async work(): Promise<void> {
    while (!this.stopping) {
      const next = new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, everyMs);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      await this.runOnce().catch((error: unknown) => {
        this.house.logger.error({ err: error }, 'upkeep of handle services failed');
      });
      await next;
    }
  }
}

/**
 * Opens every credential once.
 * @throws Error naming the services whose credentials no key opens: better no start than a silent queue
 */
export async function proveCredentials(database: Database, secrets: Secrets): Promise<void> {
  const rows = await database.read(findSealed);
  const broken = rows.filter(({ id, sealed_credentials: stored }) => {
    try {
      secrets.openAll(credentialsPlace(id), readSealed(stored));
      return false;
    } catch {
      return true;
    }
  });
  if (broken.length === 0) return;
  const names = broken.map(({ name }) => `"${name}"`).join(', ');
  throw new Error(
    `The key ring does not open the credentials of ${names}. Give back the missing key in SECRET_KEYS.`,
  );
}

function findSealed(reader: Reader): Promise<{ id: string; name: string; sealed_credentials: string }[]> {
  return reader.rows(
    sql`SELECT id, name, sealed_credentials FROM handle_services
        WHERE sealed_credentials IS NOT NULL AND deleted_at IS NULL`,
  );
}
