import { Injectable } from '@nestjs/common';
import { Clock, toInstant } from '../../platform/clock.js';
import { Database, sql } from '../../platform/database/database.js';
import { findFact } from '../../platform/stored-facts.js';
import { insertToken } from '../tokens/tokens.queries.js';
import { firstAdministratorFact } from './users.queries.js';
import { mintToken } from './token.js';

/** Several instances may hold one at a time, and a user's tokens have different names. */
const operatorTokenName = sql`'operator ' || id`;
const keepMs = 30 * 24 * 3600 * 1000;

/** A token for the commands of whoever owns the data folder; it lives as long as the process that issued it. */
@Injectable()
export class OperatorToken {
  private issuedId: string | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Issues the token, in the name of the first administrator. Answers its text. */
  async issue(): Promise<string> {
    const minted = mintToken();
    const createdAt = toInstant(this.clock.now());
    // On SQLite no other process can hold one; elsewhere only long-forgotten ones go.
    const stale =
      this.database.dialect === 'sqlite'
        ? createdAt
        : toInstant(new Date(this.clock.now().getTime() - keepMs));
    await this.database.write(async (tx) => {
      const userId = await findFact(tx, firstAdministratorFact);
      if (userId === undefined) throw new Error('this registry has no first administrator');
      await tx.execute(
        sql`DELETE FROM api_tokens WHERE user_id = ${userId} AND name = ${operatorTokenName} AND created_at <= ${stale}`,
      );
      await insertToken(tx, { minted, userId, name: `operator ${minted.id}`, createdAt });
    });
    this.issuedId = minted.id;
    return minted.text;
  }

  /** Takes the token back, when the process ends in order. */
  async withdraw(): Promise<void> {
    const id = this.issuedId;
    this.issuedId = undefined;
    if (id !== undefined)
      await this.database.write((tx) => tx.execute(sql`DELETE FROM api_tokens WHERE id = ${id}`));
  }
}
