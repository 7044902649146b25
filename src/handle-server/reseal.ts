import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, sql } from '../platform/database/database.js';
import { Secrets } from '../platform/secrets.js';
import { lookupPlace } from './prefix-setup.js';
import { SecretKeys } from './secret-keys.js';

/** Seals this room's secrets anew when the keys are rotated: HS_SECKEY values and the passwords of the reverse look-up. */
@Injectable()
export class HandleServerVault implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
    private readonly keys: SecretKeys,
  ) {}

  onModuleInit(): void {
    this.secrets.addVault('handle_values', () => this.resealValues());
    this.secrets.addVault('reverse_lookup_users', () => this.resealLookupUsers());
  }

  private async resealValues(): Promise<number> {
    const rows = await this.database.read((reader) =>
      reader.rows<{ name_folded: string; idx: number; data: string }>(
        sql`SELECT name_folded, idx, data FROM handle_values WHERE format = 'sealed' ORDER BY name_folded, idx`,
      ),
    );
    let count = 0;
    for (const { name_folded: name, idx, data } of rows) {
      const fresh = this.keys.reseal(name, idx, data);
      count += await this.database.write((tx) =>
        tx.execute(sql`
          UPDATE handle_values SET data = ${fresh} WHERE name_folded = ${name} AND idx = ${idx} AND data = ${data}`),
      );
    }
    return count;
  }

  private async resealLookupUsers(): Promise<number> {
    const rows = await this.database.read((reader) =>
      reader.rows<{ username: string; sealed_password: string }>(
        sql`SELECT username, sealed_password FROM reverse_lookup_users ORDER BY username`,
      ),
    );
    let count = 0;
    for (const { username, sealed_password: before } of rows) {
      const fresh = this.secrets.resealAll(lookupPlace(username), { password: before })['password'] ?? before;
      count += await this.database.write((tx) =>
        tx.execute(sql`
          UPDATE reverse_lookup_users SET sealed_password = ${fresh}
          WHERE username = ${username} AND sealed_password = ${before}`),
      );
    }
    return count;
  }
}
