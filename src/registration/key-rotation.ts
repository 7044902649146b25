import { Injectable } from '@nestjs/common';
import { Clock, toInstant } from '../platform/clock.js';
import { Database, type Reader, sql } from '../platform/database/database.js';
import { Secrets } from '../platform/secrets.js';
import { recordAudit } from '../registry/audit/audit.js';
import { credentialsPlace, readSealed } from '../registry/handle-services/service-credentials.js';
import type { Actor } from '../registry/users/principal.js';

/** What a rotation has done: the key that seals from now on, and how many rows were sealed anew, by table. */
export interface Rotation {
  key: string;
  resealed: Record<string, number>;
}

interface SealedRow {
  id: string;
  sealed_credentials: string | null;
  next_credentials: string | null;
}

/** Seals everything anew with a new key while the registry works. The old keys stay: backups still need them. */
@Injectable()
export class KeyRotation {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly secrets: Secrets,
  ) {
    this.secrets.addVault('handle_services', () => this.resealServices());
  }

  async rotate(actor: Actor): Promise<Rotation> {
    const key = this.secrets.addKey();
    const resealed = await this.secrets.resealVaults();
    const at = toInstant(this.clock.now());
    const subject = { objectKind: 'registry', objectId: 'registry' };
    const entry = { ...subject, at, actor, action: 'registry.rotate_keys', after: { key, resealed } };
    await this.database.write((tx) => recordAudit(tx, entry));
    return { key, resealed };
  }

  private async resealServices(): Promise<number> {
    const rows = await this.database.read(sealedServices);
    let count = 0;
    for (const row of rows) {
      const fresh = (stored: string | null) =>
        stored === null
          ? null
          : JSON.stringify(this.secrets.resealAll(credentialsPlace(row.id), readSealed(stored)));
      const [current, next] = [fresh(row.sealed_credentials), fresh(row.next_credentials)];
      // Only what is still there: credentials that were changed meanwhile are under the new key already.
      count += await this.database.write((tx) =>
        tx.execute(sql`
          UPDATE handle_services SET sealed_credentials = ${current}, next_credentials = ${next}
          WHERE id = ${row.id} AND COALESCE(sealed_credentials, '') = ${row.sealed_credentials ?? ''}
            AND COALESCE(next_credentials, '') = ${row.next_credentials ?? ''}`),
      );
    }
    return count;
  }
}

function sealedServices(reader: Reader): Promise<SealedRow[]> {
  return reader.rows<SealedRow>(
    sql`SELECT id, sealed_credentials, next_credentials FROM handle_services
        WHERE sealed_credentials IS NOT NULL OR next_credentials IS NOT NULL ORDER BY id`,
  );
}
