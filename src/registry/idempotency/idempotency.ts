import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock, toInstant } from '../../platform/clock.js';
import { Database, sql } from '../../platform/database/database.js';
import { isErrorId, RegistryError } from '../../platform/errors.js';

/** How long an answer is kept, and after how long a request that never ended may be tried again. */
const keepMs = 24 * 3600 * 1000;
const abandonedMs = 5 * 60 * 1000;

/** Fields of answers that are shown once and never stored. */
const secretFields = new Set(['token', 'password']);

/** A request that may be repeated. */
export interface RepeatableRequest {
  userId: string;
  key: string;
  fingerprint: string;
}

/** How a request was answered. */
export interface KeptAnswer {
  status: number;
  location: string | null;
  body: unknown;
}

interface KeyRow {
  fingerprint: string;
  created_at: string;
  status: number | null;
  location: string | null;
  body: string | null;
}

const keptError = z.object({
  errorId: z.string().refine(isErrorId),
  details: z.record(z.string(), z.unknown()),
});

/** SHA-256 of what makes a request the same. */
export function fingerprintOf(method: string, path: string, body: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([method, path, body ?? null]))
    .digest('hex');
}

/**
 * Answers of POSTs that carry an `Idempotency-Key`, so that a repetition is answered alike and done once.
 * Source: draft-ietf-httpapi-idempotency-key-header.
 */
@Injectable()
export class Idempotency {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes a key for a request; the answer that was kept if the request was made before.
   * @throws RegistryError idempotencyKeyReused for another request, conflict while the first is under way; the kept error
   */
  async begin({ userId, key, fingerprint }: RepeatableRequest): Promise<KeptAnswer | undefined> {
    const now = this.clock.now().getTime();
    const at = toInstant(new Date(now));
    const row = await this.database.write(async (tx) => {
      await tx.execute(
        sql`DELETE FROM idempotency_keys WHERE created_at < ${toInstant(new Date(now - keepMs))}`,
      );
      await tx.execute(sql`
        DELETE FROM idempotency_keys WHERE user_id = ${userId} AND key = ${key} AND status IS NULL
          AND created_at < ${toInstant(new Date(now - abandonedMs))}`);
      const taken = await tx.execute(sql`
        INSERT INTO idempotency_keys (user_id, key, fingerprint, created_at, status, location, body)
        VALUES (${userId}, ${key}, ${fingerprint}, ${at}, ${null}, ${null}, ${null}) ON CONFLICT (user_id, key) DO NOTHING`);
      return taken > 0
        ? undefined
        : tx.first<KeyRow>(sql`
            SELECT fingerprint, created_at, status, location, body FROM idempotency_keys
            WHERE user_id = ${userId} AND key = ${key}`);
    });
    return row && replay(row, fingerprint);
  }

  /** Keeps the answer of a request that was done. */
  async keep({ userId, key }: RepeatableRequest, answer: KeptAnswer): Promise<void> {
    const body = answer.body === undefined ? null : withoutSecrets(answer.body);
    await this.database.write((tx) =>
      tx.execute(sql`
        UPDATE idempotency_keys SET status = ${answer.status}, location = ${answer.location}, body = ${body}
        WHERE user_id = ${userId} AND key = ${key}`),
    );
  }

  /** After an error: kept when it names a thing that was made all the same, else the request may be tried again. */
  async fail(request: RepeatableRequest, error: unknown): Promise<void> {
    if (error instanceof RegistryError && error.headers['location'] !== undefined) {
      const { id: errorId, details, status, headers } = error;
      await this.keep(request, { status, location: headers['location'] ?? null, body: { errorId, details } });
      return;
    }
    const { userId, key } = request;
    await this.database.write((tx) =>
      tx.execute(sql`DELETE FROM idempotency_keys WHERE user_id = ${userId} AND key = ${key}`),
    );
  }
}

function replay(row: KeyRow, fingerprint: string): KeptAnswer {
  if (row.fingerprint !== fingerprint) throw new RegistryError('idempotencyKeyReused');
  if (row.status === null)
    throw new RegistryError('conflict', {
      reason: 'The first request with this Idempotency-Key is under way.',
    });
  const body: unknown = row.body === null ? undefined : JSON.parse(row.body);
  if (row.status < 400) return { status: row.status, location: row.location, body };
  const { errorId, details } = keptError.parse(body);
  throw new RegistryError(errorId, details, {
    headers: row.location === null ? {} : { location: row.location },
  });
}

const withoutSecrets = (body: unknown): string =>
  JSON.stringify(body, (name, value: unknown) => (secretFields.has(name) ? undefined : value));
