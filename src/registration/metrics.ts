import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database, type Reader, sql } from '../platform/database/database.js';
import { Metrics } from '../platform/metrics.js';
import type { AttemptResult } from './outcome.js';
import type { Verdict } from './reconcile.js';

interface QueueRow {
  driver: string;
  state: 'due' | 'parked' | 'conflict';
  depth: number;
  oldest: string | null;
}

/** What operators watch of the registration room: outcomes, queues and their age, breakers, what the sweep found. */
@Injectable()
export class RegistrationMetrics {
  private readonly attempts;
  private readonly findings;

  constructor(
    metrics: Metrics,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    this.attempts = metrics.counter('handle_register_attempts_total', 'Attempts by driver and outcome', [
      'provider',
      'outcome',
    ]);
    this.findings = metrics.counter('handle_reconcile_total', 'Handles compared with what stands outside', [
      'verdict',
    ]);
    metrics.gauge(
      'handle_register_queue_depth',
      'Handles that wait for their service',
      ['provider', 'state'],
      async (gauge) => {
        gauge.reset();
        for (const { driver, state, depth } of await this.queues())
          gauge.set({ provider: driver, state }, depth);
      },
    );
    metrics.gauge(
      'handle_register_oldest_age_seconds',
      'Age of the oldest unconfirmed change',
      ['provider'],
      async (gauge) => {
        gauge.reset();
        const due = (await this.queues()).filter(({ state }) => state === 'due');
        for (const { driver, oldest } of due) gauge.set({ provider: driver }, this.ageSeconds(oldest));
      },
    );
    metrics.gauge(
      'handle_service_stopped',
      'Services that are paused or whose breaker is open',
      ['provider'],
      async (gauge) => {
        gauge.reset();
        const rows = await this.database.read(stoppedServices);
        for (const { driver, count } of rows) gauge.set({ provider: driver }, count);
      },
    );
  }

  /** Counts an attempt. */
  attempted(driver: string, result: AttemptResult): void {
    const outcome = result.kind === 'failed' ? result.failure.class : result.kind;
    this.attempts.inc({ provider: driver, outcome });
  }

  /** Counts a look of the reconciler. */
  reconciled(verdict: Verdict | 'orphan'): void {
    this.findings.inc({ verdict });
  }

  private queues(): Promise<QueueRow[]> {
    return this.database.read(waiting);
  }

  private ageSeconds(oldest: string | null): number {
    return oldest === null ? 0 : Math.max(0, (this.clock.now().getTime() - Date.parse(oldest)) / 1000);
  }
}

/** Index: ix_handles_due for what is due. */
function waiting(reader: Reader): Promise<QueueRow[]> {
  return reader.rows<QueueRow>(
    sql`SELECT s.driver, CASE WHEN h.state IN ('parked', 'conflict') THEN h.state ELSE 'due' END AS state,
          COUNT(*) AS depth, MIN(h.updated_at) AS oldest
        FROM handles h JOIN handle_services s ON s.id = h.service_id
        WHERE h.desired_revision > h.applied_revision
          AND h.state IN ('pending', 'updating', 'deleting', 'parked', 'conflict')
        GROUP BY 1, 2`,
  );
}

function stoppedServices(reader: Reader): Promise<{ driver: string; count: number }[]> {
  return reader.rows(
    sql`SELECT driver, COUNT(*) AS count FROM handle_services
        WHERE deleted_at IS NULL AND (paused = ${true} OR breaker_open_until IS NOT NULL) GROUP BY driver`,
  );
}
