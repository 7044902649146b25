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
 * All sets, sorted by setSpec: one for each handle service that lives or has records in the feed, and the defined ones.
 * Index: pk_handle_services, pk_oai_record_set, pk_oai_sets
 */
export async function feedSets(reader: Reader): Promise<FeedAnswer & { sets: FeedSet[] }> {
  const rows = await reader.rows<SetRow>(sql`
    SELECT f.high_water, s.set_spec, s.name, s.prefix, s.description
    FROM feed_state f LEFT JOIN (
      SELECT h.id AS set_spec, h.name, h.prefix, '' AS description FROM handle_services h
      WHERE h.deleted_at IS NULL OR EXISTS (SELECT 1 FROM oai_record_set m WHERE m.set_spec = h.id)
      UNION ALL
      SELECT set_spec, name, '' AS prefix, description FROM oai_sets WHERE deleted_at IS NULL
    ) s ON TRUE
    WHERE f.id = 'feed' ORDER BY s.set_spec`);
  return { highWater: rows[0]?.high_water, sets: rows.flatMap(toSet) };
}

interface SetRow {
  high_water: string;
  set_spec: string | null;
  name: string;
  /** Of a handle service; '' for a defined set. */
  prefix: string;
  description: string;
}

function toSet({ set_spec, name, prefix, description }: SetRow): FeedSet[] {
  if (set_spec === null) return [];
  const ofService = `Everything registered with the handle service "${name}" under the prefix ${prefix}.`;
  return [{ setSpec: set_spec, name, description: prefix === '' ? description : ofService }];
}
