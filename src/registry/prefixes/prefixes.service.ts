import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { homedPrefixes, isHomed } from '../../handle-server/homed-prefixes.js';
import { administratorsOf, PrefixSetup } from '../../handle-server/prefix-setup.js';
import { recordsAfter } from '../../handle-server/records.queries.js';
import { Clock, toInstant } from '../../platform/clock.js';
import { CONFIG, type Config } from '../../platform/config.js';
import { Database } from '../../platform/database/database.js';
import { RegistryError } from '../../platform/errors.js';
import type { Page } from '../../platform/paging.js';
import { recordAudit } from '../audit/audit.js';
import type { Actor } from '../users/principal.js';
import type { CreatePrefix } from './prefixes.schemas.js';

const lookupPasswordBytes = 18;

/** Prefixes of the embedded handle server and their administrators. */
@Injectable()
export class PrefixesService {
  constructor(
    private readonly database: Database,
    private readonly setup: PrefixSetup,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Homes a prefix, if it is not yet, and adds an administrator; the passwords are shown this once.
   * @throws RegistryError alreadyExists when the administrator's handle exists
   */
  async create(body: CreatePrefix, actor: Actor) {
    const lookup = body.reverseLookup && {
      username: body.reverseLookup.username,
      password: body.reverseLookup.password ?? randomBytes(lookupPasswordBytes).toString('base64url'),
    };
    return this.database.write(async (tx) => {
      await this.setup.home(tx, body.prefix);
      const issued = await this.setup.addAdministrator(tx, body.prefix, {
        suffix: body.username,
        password: body.password,
        publicKey: body.publicKey,
      });
      if (issued === undefined) throw new RegistryError('alreadyExists', { key: 'username' });
      if (lookup !== undefined)
        await this.setup.addReverseLookupUser(tx, body.prefix, lookup.username, lookup.password);
      await recordAudit(tx, {
        at: toInstant(this.clock.now()),
        actor,
        action: 'prefix.add_administrator',
        objectKind: 'prefix',
        objectId: body.prefix,
        after: { username: issued.username, reverseLookup: lookup?.username },
      });
      return {
        prefix: body.prefix,
        handleServerUrl: this.config.PUBLIC_URL,
        ...issued,
        ...(lookup && { reverseLookup: lookup }),
      };
    });
  }

  /** Homed prefixes. */
  list(page: Page): Promise<string[]> {
    return this.database.read((reader) => homedPrefixes(reader, page));
  }

  /** A prefix with its administrators' user names. @throws RegistryError notFound */
  async get(prefix: string) {
    return this.database.read(async (reader) => {
      if (!(await isHomed(reader, prefix))) throw new RegistryError('notFound');
      return { prefix, administrators: await administratorsOf(reader, prefix) };
    });
  }

  /** Gives an administrator a new password, shown this once. @throws RegistryError notFound */
  async rotatePassword(prefix: string, suffix: string, password: string | undefined, actor: Actor) {
    return this.database.write(async (tx) => {
      const issued = await this.setup.rotatePassword(tx, `${prefix}/${suffix}`, password);
      if (issued === undefined) throw new RegistryError('notFound');
      await recordAudit(tx, {
        at: toInstant(this.clock.now()),
        actor,
        action: 'prefix.rotate_password',
        objectKind: 'prefix',
        objectId: prefix,
        after: { username: issued.username },
      });
      return { prefix, handleServerUrl: this.config.PUBLIC_URL, ...issued };
    });
  }

  /** A page of a prefix's records with their values, secret keys left out. @throws RegistryError notFound */
  async records(prefix: string, after: string | undefined, limit: number) {
    return this.database.read(async (reader) => {
      if (!(await isHomed(reader, prefix))) throw new RegistryError('notFound');
      return recordsAfter(reader, prefix, after ?? '', limit);
    });
  }
}
