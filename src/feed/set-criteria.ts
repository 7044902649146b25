import { z } from 'zod';
import { empty, join, sql, type Dialect, type Sql } from '../platform/database/database.js';
import { listed } from '../platform/database/listed.js';
import { lowered } from './dialect.js';

const ids = z.array(z.string().min(1).max(200)).min(1).max(100).optional();

/** Which items a defined set holds: those that meet every criterion given, in a list any of its values. */
export const setCriteria = z.strictObject({
  handleServiceIds: ids,
  metadataSchemas: ids,
  /** DataCite's general resource types, such as `Dataset`. */
  resourceTypes: ids,
  spaceIds: ids,
  /** Words that must all occur in what the record says, in any case of letters. */
  query: z.string().trim().min(1).max(500).optional(),
});
export type SetCriteria = z.output<typeof setCriteria>;

/** The criteria as a condition on `handles h`. No criterion at all holds for every item. */
export function meets(dialect: Dialect, criteria: SetCriteria): Sql {
  const anyOf = (column: Sql, values: readonly string[] | undefined) =>
    values === undefined ? empty : sql` AND ${column} IN (${listed(dialect, values)})`;
  const spaces =
    criteria.spaceIds === undefined
      ? empty
      : sql` AND EXISTS (SELECT 1 FROM shares s WHERE s.id = h.share_id AND s.space_id IN (${listed(dialect, criteria.spaceIds)}))`;
  return sql`(h.deleted_at IS NULL AND h.registered_at IS NOT NULL${join(
    [
      anyOf(sql`h.service_id`, criteria.handleServiceIds),
      anyOf(sql`h.metadata_schema`, criteria.metadataSchemas),
      anyOf(resourceType(dialect), criteria.resourceTypes),
      spaces,
      ...words(dialect, criteria.query),
    ],
    '',
  )})`;
}

function resourceType(dialect: Dialect): Sql {
  return dialect === 'postgres'
    ? sql`h.summary::jsonb ->> 'resourceTypeGeneral'`
    : sql`json_extract(h.summary, '$.resourceTypeGeneral')`;
}

function words(dialect: Dialect, query: string | undefined): Sql[] {
  const wanted = query?.toLowerCase().split(/\s+/) ?? [];
  const text = lowered(dialect, sql`h.summary`);
  return wanted.map((word) => sql` AND ${text} LIKE ${`%${inJson(word)}%`} ESCAPE '!'`);
}

/** A word as the JSON of the summary spells it, with the wildcards of LIKE made literal. */
function inJson(word: string): string {
  return JSON.stringify(word).slice(1, -1).replace(/[!%_]/g, '!$&');
}
