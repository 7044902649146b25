import { z } from 'zod';
import { sql, type Reader, type Tx } from '../platform/database/database.js';
import { findFact } from '../platform/stored-facts.js';

/** How far a rebuild is: kept in the stored facts after each step, so that an interrupted one goes on from there. */
const storedPosition = z.object({
  after: z.string(),
  done: z.number(),
  changed: z.number(),
  refused: z.array(z.string()),
  /** True when a summary came out different, by which items belong to defined sets. */
  summaries: z.boolean().default(false),
  /** When a step last changed records. */
  changedAt: z.string().optional(),
});

export type RebuildPosition = z.output<typeof storedPosition>;

/** Where a rebuild begins. */
export const rebuildStart: RebuildPosition = {
  after: '',
  done: 0,
  changed: 0,
  refused: [],
  summaries: false,
};

const fact = 'oai-rebuild';
/** A rebuild that changes records does so far more often. */
const restMs = 10_000;

/** Where the rebuild is that runs or was interrupted; undefined when there is none. */
export async function findPosition(reader: Reader): Promise<RebuildPosition | undefined> {
  const text = await findFact(reader, fact);
  return text === undefined ? undefined : storedPosition.parse(JSON.parse(text));
}

export async function keepPosition(tx: Tx, position: RebuildPosition): Promise<void> {
  await tx.execute(sql`
    INSERT INTO stored_facts (name, value) VALUES (${fact}, ${JSON.stringify(position)})
    ON CONFLICT (name) DO UPDATE SET value = excluded.value`);
}

/** The rebuild is over. */
export async function dropPosition(tx: Tx): Promise<void> {
  await tx.execute(sql`DELETE FROM stored_facts WHERE name = ${fact}`);
}

/**
 * True while a rebuild, of whichever instance, moves records to the feed's end. One that changed records in the future did so
 * by a clock that was set back since; it says nothing of now.
 */
export async function isRebuildMoving(reader: Reader, now: Date): Promise<boolean> {
  const changedAt = (await findPosition(reader))?.changedAt;
  return changedAt !== undefined && Math.abs(now.getTime() - Date.parse(changedAt)) < restMs;
}
