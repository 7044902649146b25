import { Controller, Get, Inject, Injectable } from '@nestjs/common';
import { RegistryError } from './errors.js';
import { Database, sql } from './database/database.js';
import { Public } from './policy.js';

/** Says why the process should get no traffic now, or undefined when all is well. */
export type ReadinessCheck = () => string | undefined | Promise<string | undefined>;

/** The readiness checks; rooms add their own. */
@Injectable()
export class Readiness {
  private readonly checks = new Map<string, ReadinessCheck>();

  add(name: string, check: ReadinessCheck): void {
    this.checks.set(name, check);
  }

  /** The reasons by name; empty when ready. */
  async reasons(): Promise<Record<string, string>> {
    const reasons: Record<string, string> = {};
    for (const [name, check] of this.checks) {
      const reason = await check();
      if (reason !== undefined) reasons[name] = reason;
    }
    return reasons;
  }
}

/** Liveness and readiness for whoever runs the process. */
@Controller()
export class HealthController {
  constructor(
    @Inject(Database) private readonly database: Database,
    private readonly readiness: Readiness,
  ) {
    if (database.hasReplica) readiness.add('replica', () => replicaTrouble(database));
  }

  /** 200 while the process can answer at all. */
  @Get('livez')
  @Public()
  live() {
    return { status: 'alive' };
  }

  /** 200 when requests can be served; 503 with the reasons when not. */
  @Get('readyz')
  @Public()
  async ready() {
    await this.database.read((reader) => reader.first(sql`SELECT 1 AS one`));
    const reasons = await this.readiness.reasons();
    if (Object.keys(reasons).length > 0) throw new RegistryError('serviceUnavailable', { reasons });
    return { status: 'ready' };
  }
}

/** Harvest and resolve need the replica that DATABASE_READ_URL names. */
async function replicaTrouble(database: Database): Promise<string | undefined> {
  try {
    await database.readReplica((reader) => reader.first(sql`SELECT 1 AS one`));
    return undefined;
  } catch {
    return 'the read replica does not answer';
  }
}
