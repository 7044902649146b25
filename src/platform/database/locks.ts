import { empty, sql, type Sql, type Tx } from './database.js';

/** Rules over many rows that two transactions could break together. */
const rules = { groupNesting: 3, lastAdministrator: 4, rootFile: 5 } as const;

/**
 * Ends a SELECT of rows that the transaction will change, so that others wait. On SQLite nothing: there one writes at a
 * time. `keep`: the rows may be changed, but not removed.
 */
export function rowLock(tx: Tx, strength: 'change' | 'keep' = 'change'): Sql {
  if (tx.dialect === 'sqlite') return empty;
  return strength === 'change' ? sql`FOR UPDATE` : sql`FOR KEY SHARE`;
}

/** Lets transactions that judge a rule do so one after the other; call it before reading what the rule is about. */
export async function oneAtATime(tx: Tx, rule: keyof typeof rules): Promise<void> {
  if (tx.dialect === 'postgres') await tx.rows(sql`SELECT pg_advisory_xact_lock(${rules[rule]})`);
}
