import { Injectable } from '@nestjs/common';
import { Database, sql, type Reader, type Tx } from './database/database.js';

/** Facts that must outlive restarts and be the same for all instances (repository id, token key …). */
@Injectable()
export class StoredFacts {
  constructor(private readonly database: Database) {}

  /** The fact's value, made by `make` and stored if there is none yet. The first writer wins. */
  async getOrCreate(name: string, make: () => string): Promise<string> {
    const known = await this.database.read((reader) => findFact(reader, name));
    if (known !== undefined) return known;
    return this.database.write((tx) => rememberFact(tx, name, make()));
  }

  /** The fact's value, or undefined. */
  find(name: string): Promise<string | undefined> {
    return this.database.read((reader) => findFact(reader, name));
  }
}

/** The fact's value, or undefined. */
export async function findFact(reader: Reader, name: string): Promise<string | undefined> {
  return (await reader.first<{ value: string }>(sql`SELECT value FROM stored_facts WHERE name = ${name}`))
    ?.value;
}

/** Stores a fact unless it is there already; returns what is stored. */
export async function rememberFact(tx: Tx, name: string, value: string): Promise<string> {
  await tx.execute(
    sql`INSERT INTO stored_facts (name, value) VALUES (${name}, ${value}) ON CONFLICT (name) DO NOTHING`,
  );
  return (await findFact(tx, name)) ?? value;
}
