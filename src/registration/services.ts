import { join, raw, type Reader, sql } from '../platform/database/database.js';
import type { Secrets } from '../platform/secrets.js';
import { discreet } from '../pid/discreet-driver.js';
import type { PidDriver } from '../pid/driver.js';
import type { DriverTools } from '../drivers/driver-settings.js';
import { drivers } from '../drivers/drivers.js';
import type { DriverName } from '../drivers/service-types.js';
import { credentialsPlace, readSealed } from '../registry/handle-services/service-credentials.js';
import { type BreakerMemory, freshMemory } from './breaker.js';
import { paceOf, type Pace } from './pace.js';

/** A handle service in use: its driver, its limits, and what this process remembers of its last answers. */
export interface ServiceInUse {
  id: string;
  name: string;
  driverName: DriverName;
  driver: PidDriver;
  pace: Pace;
  breaker: BreakerMemory;
  /** Attempts under way in this process. */
  running: number;
  /** When the last attempt that came through began; undefined = none since this process started. */
  letInAt?: Date;
}

/** A handle service's row as this room needs it. */
export interface ServiceRow {
  id: string;
  name: string;
  driver: DriverName;
  prefix: string;
  proxy_endpoint: string | null;
  properties: string;
  sealed_credentials: string | null;
  next_credentials: string | null;
  updated_at: string;
  consecutive_failures: number;
}

const columns = [
  'id',
  'name',
  'driver',
  'prefix',
  'proxy_endpoint',
  'properties',
  'sealed_credentials',
  'next_credentials',
  'updated_at',
  'consecutive_failures',
].map((name) => raw(name));

/** Keeps one driver a service, made anew when the service's row changes. */
export class Services {
  private readonly known = new Map<string, { version: string; service: ServiceInUse }>();

  constructor(
    private readonly tools: DriverTools,
    private readonly secrets: Secrets,
  ) {}

  /** The service with its present settings. @throws Error when the row is gone; UnsealError when its key is missing */
  async use(id: string, version: string): Promise<ServiceInUse> {
    const known = this.known.get(id);
    if (known?.version === version) return known.service;
    const row = await this.tools.database.read((reader) => findServiceRow(reader, id));
    if (row === undefined) throw new Error(`the handle service ${id} does not exist`);
    const service = this.open(row, known?.service);
    this.known.set(id, { version: row.updated_at, service });
    return service;
  }

  /** A driver for the service's row with other credentials than those in use. */
  driverWith(row: ServiceRow, credentials: string | null): PidDriver {
    const opened = this.secrets.openAll(credentialsPlace(row.id), readSealed(credentials));
    const settings = {
      prefix: row.prefix,
      proxyEndpoint: row.proxy_endpoint,
      properties: propertiesOf(row),
      credentials: opened,
    };
    return discreet(drivers[row.driver](settings, this.tools), Object.values(opened));
  }

  private open(row: ServiceRow, before: ServiceInUse | undefined): ServiceInUse {
    const driver = this.driverWith(row, row.sealed_credentials);
    const pace = paceOf(row.driver, propertiesOf(row), before?.pace);
    const fresh = {
      id: row.id,
      running: 0,
      breaker: { ...freshMemory, consecutive: row.consecutive_failures },
    };
    // The same object lives on, so that attempts under way keep counting against the new limit.
    return Object.assign(before ?? fresh, { name: row.name, driverName: row.driver, driver, pace });
  }
}

/** The row of a handle service, deleted ones included: their tombstones still need them. */
export function findServiceRow(reader: Reader, id: string): Promise<ServiceRow | undefined> {
  return reader.first<ServiceRow>(sql`SELECT ${join(columns)} FROM handle_services WHERE id = ${id}`);
}

/** Rows of services whose new credentials wait to be tried. */
export function findUntriedCredentials(reader: Reader): Promise<ServiceRow[]> {
  return reader.rows<ServiceRow>(
    sql`SELECT ${join(columns)} FROM handle_services
        WHERE next_credentials IS NOT NULL AND next_credentials_problem IS NULL AND deleted_at IS NULL ORDER BY id`,
  );
}

const propertiesOf = (row: ServiceRow) => JSON.parse(row.properties) as Record<string, unknown>;
