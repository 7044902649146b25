import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config.js';
import { Database, sql } from '../platform/database/database.js';
import { HandleServicesService } from './handle-services/handle-services.service.js';
import { UsersService } from './users/users.service.js';

/** PostgreSQL's advisory lock of the first start. */
const firstStartLock = 3;

/** What a first start made, to be told to the operator once. */
export interface FirstAdministrator {
  userId: string;
  /** The token's text when it was made here; undefined when ADMIN_TOKEN gave it. */
  tokenText: string | undefined;
}

/** Makes an empty registry usable: an administrator with a token, and a local handle service under LOCAL_PREFIX. */
@Injectable()
export class FirstStart {
  constructor(
    private readonly users: UsersService,
    private readonly services: HandleServicesService,
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Does nothing when the registry has users already. */
  async run(): Promise<FirstAdministrator | undefined> {
    // All or nothing: a first start that dies halfway is a first start again.
    return this.database.write(async (tx) => {
      // Two instances may meet an empty database; the second one waits here and then finds users.
      if (tx.dialect === 'postgres') await tx.rows(sql`SELECT pg_advisory_xact_lock(${firstStartLock})`);
      const first = await this.users.createFirstAdministrator(this.config.ADMIN_TOKEN);
      if (first === undefined) return undefined;
      const actor = { userId: first.userId, requestId: 'first-start', caveats: [] };
      const local = {
        name: 'Local handles',
        serviceProperties: { type: 'Local', prefix: this.config.LOCAL_PREFIX },
      };
      await this.services.create(local, actor, { kind: 'user', id: first.userId });
      return {
        userId: first.userId,
        tokenText: this.config.ADMIN_TOKEN === undefined ? first.token.text : undefined,
      };
    });
  }
}
