import { toInstant } from '../platform/clock.js';
import { type Reader, sql, type Tx } from '../platform/database/database.js';
import type { ServiceEffect } from './breaker.js';
import type { DueService } from './claim.js';

/** A breaker that stays open until somebody resumes the service. */
export const untilResumed = '9999-12-31T23:59:59.999Z';

/** Last success is written at most this often, so that a busy service's row stays quiet. */
const successEveryMs = 10_000;

/** Lets one instance send the probe of an open breaker; the others see it open for as long as the probe's lease. */
export async function takeProbe(tx: Tx, service: DueService, until: string): Promise<boolean> {
  const taken = await tx.execute(
    sql`UPDATE handle_services SET breaker_open_until = ${until}
        WHERE id = ${service.id} AND breaker_open_until = ${service.breakerOpenUntil}`,
  );
  return taken > 0;
}

/** Gives the probe back when nothing was left to send it with. */
export function returnProbe(tx: Tx, service: DueService, until: string): Promise<number> {
  return tx.execute(
    sql`UPDATE handle_services SET breaker_open_until = ${service.breakerOpenUntil}
        WHERE id = ${service.id} AND breaker_open_until = ${until}`,
  );
}

/** Writes what outcomes mean for their service: breaker opened or closed, or a success worth noting. */
export async function recordEffect(
  tx: Tx,
  serviceId: string,
  effect: ServiceEffect,
  consecutiveFailures: number,
  now: Date,
): Promise<void> {
  if (effect.kind === 'none') return;
  if (effect.kind === 'open') {
    const until =
      effect.forMs === 'until-resumed' ? untilResumed : toInstant(new Date(now.getTime() + effect.forMs));
    await tx.execute(
      sql`UPDATE handle_services SET breaker_open_until = ${until}, trouble_reason = ${effect.reason},
            consecutive_failures = ${consecutiveFailures}
          WHERE id = ${serviceId} AND (breaker_open_until IS NULL OR breaker_open_until < ${untilResumed})`,
    );
    return;
  }
  const stale = toInstant(new Date(now.getTime() - successEveryMs));
  await tx.execute(
    sql`UPDATE handle_services SET breaker_open_until = NULL, consecutive_failures = 0,
          trouble_reason = CASE WHEN paused = ${true} THEN trouble_reason ELSE NULL END,
          last_success_at = ${toInstant(now)}
        WHERE id = ${serviceId} AND (breaker_open_until IS NULL OR breaker_open_until < ${untilResumed})
          AND (breaker_open_until IS NOT NULL OR last_success_at IS NULL OR last_success_at < ${stale})`,
  );
}

/** The latest instant that a success was noted; undefined before the first. */
export async function lastSuccess(reader: Reader): Promise<Date | undefined> {
  const row = await reader.first<{ at: string | null }>(
    sql`SELECT MAX(last_success_at) AS at FROM handle_services`,
  );
  return typeof row?.at === 'string' ? new Date(row.at) : undefined;
}
