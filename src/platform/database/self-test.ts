import { Database, sql } from './database.js';

/** The gate does not keep overlapping writes apart: acknowledged writes would be lost. */
export class WriteGateError extends Error {
  constructor(reason: string) {
    super(`The write gate failed its self-test: ${reason}. Waymark refuses to start.`);
  }
}

/**
 * Runs the interleaving that loses writes on a shared connection: A commits while B is open, B rolls back. Then A's row
 * must be there and B's not, and nobody may have seen B's row. Uses the table `gate_probe`, left empty.
 * @throws WriteGateError when it misbehaves
 */
export async function proveWriteGate(database: Database): Promise<void> {
  await clear(database);
  const [first, second] = await Promise.allSettled([
    rolledBack(database),
    database.write((tx) => tx.execute(sql`INSERT INTO gate_probe (id) VALUES ('kept')`)),
  ]);
  const rows = await database.read((reader) =>
    reader.rows<{ id: string }>(sql`SELECT id FROM gate_probe ORDER BY id`),
  );
  if (second.status === 'rejected') throw new WriteGateError('an overlapping write was refused');
  if (first.status === 'fulfilled') throw new WriteGateError('a failed write was not rolled back');
  if (String(first.reason) !== String(abort))
    throw new WriteGateError('a write saw an uncommitted row of another');
  if (rows.length !== 1 || rows[0]?.id !== 'kept') throw new WriteGateError('an acknowledged write was lost');
  await clear(database);
}

const abort = new Error('deliberate abort');

async function rolledBack(database: Database): Promise<never> {
  return database.write(async (tx) => {
    await tx.execute(sql`INSERT INTO gate_probe (id) VALUES ('dropped')`);
    // Give the other write every chance to slip in between.
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    const seen = await tx.rows<{ id: string }>(sql`SELECT id FROM gate_probe WHERE id = 'kept'`);
    if (seen.length > 0 && tx.dialect === 'sqlite') throw new Error('saw a foreign row');
    throw abort;
  });
}

async function clear(database: Database): Promise<void> {
  await database.write((tx) => tx.execute(sql`DELETE FROM gate_probe`));
}
