import { type Reader, sql } from '../platform/database/database.js';
import type { PidDriver } from '../pid/driver.js';
import type { DriverTools } from '../drivers/driver-settings.js';
import { drivers } from '../drivers/drivers.js';
import { type DriverName } from '../drivers/service-types.js';
import { type BreakerMemory, freshMemory } from './breaker.js';

/** A handle service in use: its driver, its limits, and what this process remembers of its last answers. */
export interface ServiceInUse {
  id: string;
  driver: PidDriver;
  maxConcurrent: number;
  breaker: BreakerMemory;
  /** Attempts under way in this process. */
  running: number;
}

interface ServiceRow {
  id: string;
  driver: DriverName;
  prefix: string;
  proxy_endpoint: string | null;
  properties: string;
  updated_at: string;
  consecutive_failures: number;
}

const defaultMaxConcurrent = 16;

/** Keeps one driver a service, made anew when the service's row changes. */
export class Services {
  private readonly known = new Map<string, { version: string; service: ServiceInUse }>();

  constructor(private readonly tools: DriverTools) {}

  /** The service with its present settings. @throws Error when the row is gone */
  async use(id: string, version: string): Promise<ServiceInUse> {
    const known = this.known.get(id);
    if (known?.version === version) return known.service;
    const row = await this.tools.database.read((reader) => findService(reader, id));
    if (row === undefined) throw new Error(`the handle service ${id} does not exist`);
    const service = this.open(row, known?.service);
    this.known.set(id, { version: row.updated_at, service });
    return service;
  }

  private open(row: ServiceRow, before: ServiceInUse | undefined): ServiceInUse {
    const properties = JSON.parse(row.properties) as Record<string, unknown>;
    const settings = { prefix: row.prefix, proxyEndpoint: row.proxy_endpoint, properties, credentials: {} };
    const own = properties['maxConcurrent'];
    const service = before ?? {
      id: row.id,
      running: 0,
      breaker: { ...freshMemory, consecutive: row.consecutive_failures },
    };
    // The same object lives on, so that attempts under way keep counting against the new limit.
    return Object.assign(service, {
      driver: drivers[row.driver](settings, this.tools),
      maxConcurrent: typeof own === 'number' ? own : defaultMaxConcurrent,
    });
  }
}

function findService(reader: Reader, id: string): Promise<ServiceRow | undefined> {
  return reader.first<ServiceRow>(
    sql`SELECT id, driver, prefix, proxy_endpoint, properties, updated_at, consecutive_failures
        FROM handle_services WHERE id = ${id}`,
  );
}
