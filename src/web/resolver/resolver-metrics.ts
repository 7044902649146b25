import { Injectable } from '@nestjs/common';
import { Metrics } from '../../platform/metrics.js';
import type { Resolution } from './resolution.js';

/** Who answers for a name that resolves like this. */
const answering = {
  landing: 'registry',
  tombstone: 'registry',
  redirect: 'handle-server',
  values: 'handle-server',
  elsewhere: 'world',
  unknown: 'none',
} as const satisfies Record<Resolution['kind'], string>;

/** What operators watch of the resolver: where names lead, and how long it takes to know. */
@Injectable()
export class ResolverMetrics {
  /** A counter a kind, bound once: finding it by its labels costs each request as much as reading an index. */
  private readonly resolved: ReadonlyMap<string, { inc: () => void }>;
  private readonly duration;

  constructor(metrics: Metrics) {
    const resolved = metrics.counter('handle_resolve_total', 'Names looked up by who answers and outcome', [
      'service',
      'outcome',
    ]);
    this.resolved = new Map(
      Object.entries(answering).map(([outcome, service]) => [outcome, resolved.labels({ service, outcome })]),
    );
    this.duration = metrics.histogram('handle_resolve_duration_seconds', 'Time to find where a name leads');
  }

  /** Counts one look-up. @param startedAt when it began, as `performance.now()` tells */
  count({ kind }: Resolution, startedAt: number): void {
    this.duration.observe((performance.now() - startedAt) / 1000);
    this.resolved.get(kind)?.inc();
  }
}
