import { sql, type Reader } from '../platform/database/database.js';
import type { FeedAnswer } from './feed.queries.js';

/** A set of the feed. */
export interface FeedSet {
  setSpec: string;
  name: string;
  /** For people. */
  description: string;
}

/**
 * All sets, sorted by setSpec: one for each handle service that lives or has records in the feed.
 * Index: pk_handle_services, pk_oai_record_set
 */
export async function feedSets(reader: Reader): Promise<FeedAnswer & { sets: FeedSet[] }> {
  const rows = await reader.rows<{
    high_water: string;
    set_spec: string | null;
    name: string;
    prefix: string;
  }>(sql`
    SELECT f.high_water, s.id AS set_spec, s.name, s.prefix FROM feed_state f LEFT JOIN handle_services s
      ON s.deleted_at IS NULL OR EXISTS (SELECT 1 FROM oai_record_set m WHERE m.set_spec = s.id)
    WHERE f.id = 'feed' ORDER BY s.id`);
  return { highWater: rows[0]?.high_water, sets: rows.flatMap(toSet) };
}

function toSet({
  set_spec,
  name,
  prefix,
}: {
  set_spec: string | null;
  name: string;
  prefix: string;
}): FeedSet[] {
  if (set_spec === null) return [];
  return [
    {
      setSpec: set_spec,
      name,
      description: `Everything registered with the handle service "${name}" under the prefix ${prefix}.`,
    },
  ];
}
