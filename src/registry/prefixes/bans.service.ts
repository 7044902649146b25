import { Injectable } from '@nestjs/common';
import { type Ban, ForeignPrefixBan } from '../../handle-server/foreign-prefix-ban.js';
import { Clock, toInstant } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { RegistryError } from '../../platform/errors.js';
import { pageOf, type Page } from '../../platform/paging.js';
import { recordAudit } from '../audit/audit.js';
import type { Actor } from '../users/principal.js';

/** Bans from the handle faces, as administrators see and lift them. */
@Injectable()
export class BansService {
  constructor(
    private readonly bans: ForeignPrefixBan,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Addresses that are banned now, sorted. */
  list(page: Page): Ban[] {
    const sorted = this.bans.list().sort((one, other) => (one.address < other.address ? -1 : 1));
    return pageOf(sorted, page, ({ address }) => address);
  }

  /** @throws RegistryError notFound when the address is not known */
  async lift(address: string, actor: Actor): Promise<void> {
    const before = this.bans.list().find((ban) => ban.address === address);
    if (!this.bans.lift(address)) throw new RegistryError('notFound');
    const subject = { objectKind: 'handle_ban', objectId: address };
    const entry = { ...subject, at: toInstant(this.clock.now()), actor, action: 'handle_ban.lift', before };
    await this.database.write((tx) => recordAudit(tx, entry));
  }
}
