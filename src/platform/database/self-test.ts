import { newId } from '../ids.js';
import { Database, sql } from './database.js';

/** The gate does not keep overlapping writes apart: acknowledged writes would be lost. */
export class WriteGateError extends Error {
  constructor(reason: string) {
    super(`The write gate failed its self-test: ${reason}. Waymark refuses to start.`);
  }
}

const abort = new Error('deliberate abort');

/**
 * Runs the interleaving that loses writes on a shared connection: A commits while B is open, B rolls back. Then A's row
 * must be there and B's not, and nobody may have seen B's row. Uses rows of its own in `gate_probe` and removes them,
 * so that instances may start together.
 * @throws WriteGateError when it misbehaves
 */
export async function proveWriteGate(database: Database): Promise<void> {
  const probe = newId();
  const kept = `${probe}/kept`;
  const dropped = `${probe}/dropped`;
  const [first, second] = await Promise.allSettled([
    rolledBack(database, kept, dropped),
    database.write((tx) => tx.execute(sql`INSERT INTO gate_probe (id) VALUES (${kept})`)),
  ]);
  // Through the writer: a replica may lag behind.
  const rows = await database.write((tx) =>
    tx.rows<{ id: string }>(sql`DELETE FROM gate_probe WHERE id IN (${kept}, ${dropped}) RETURNING id`),
  );
  if (second.status === 'rejected') throw new WriteGateError('an overlapping write was refused');
  if (first.status === 'fulfilled') throw new WriteGateError('a failed write was not rolled back');
  if (first.reason !== abort) throw new WriteGateError('a write saw an uncommitted row of another');
  if (rows.length !== 1 || rows[0]?.id !== kept) throw new WriteGateError('an acknowledged write was lost');
}

async function rolledBack(database: Database, kept: string, dropped: string): Promise<never> {
  return database.write(async (tx) => {
    await tx.execute(sql`INSERT INTO gate_probe (id) VALUES (${dropped})`);
    // Give the other write every chance to slip in between.
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    const seen = await tx.rows<{ id: string }>(sql`SELECT id FROM gate_probe WHERE id = ${kept}`);
    if (seen.length > 0 && tx.dialect === 'sqlite') throw new Error('saw a foreign row');
    throw abort;
  });
}
