import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, toInstant } from '../platform/clock.js';
import { type Reader, sql, type Tx } from '../platform/database/database.js';
import { foldPid, parsePid } from '../pid/pid.js';
import { Secrets } from '../platform/secrets.js';
import { readReferences, usualRights } from './admin-rights.js';
import { printIdentity } from './administrators.js';
import { addAdministrator, groupIndex, homePrefix, prefixHandle, structured } from './homed-prefixes.js';
import type { PublicKeyData } from './public-keys.js';
import {
  createRecord,
  defaultTtlSeconds,
  findRecord,
  type NewHandleValue,
  placed,
  replaceValues,
} from './records.js';
import { SecretKeys } from './secret-keys.js';

/** An administrator to be: the suffix of its handle, and its key or keys. */
export interface NewAdministrator {
  suffix: string;
  /** undefined: a random one is made. */
  password?: string | undefined;
  /** Of a client certificate, beside the password. */
  publicKey?: PublicKeyData | undefined;
}

/** What an administrator is told once. */
export interface IssuedCredentials {
  /** `300:21.T1/ADMIN`: what clients send as user name. */
  username: string;
  password: string;
  /** `301:21.T1/ADMIN`: what stands in the client certificate. */
  certificateUser?: string;
}

/** Indexes of an administrator's handle: where handle tools look for keys. */
export const secretKeyIndex = 300;
export const publicKeyIndex = 301;
const adminIndex = 100;
const randomPasswordBytes = 18;

/** Homes prefixes and makes their administrators. Callers check rights and write the audit. */
@Injectable()
export class PrefixSetup {
  constructor(
    private readonly keys: SecretKeys,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
  ) {}

  /** Homes a prefix, if it is not homed yet. @returns false when it was */
  home(tx: Tx, prefix: string): Promise<boolean> {
    return homePrefix(tx, prefix, this.now());
  }

  /**
   * Makes the handle of an administrator and puts it on the prefix's list. Its HS_ADMIN value is public, which clients
   * look for before they accept a user name.
   * @returns undefined when the handle exists already
   */
  async addAdministrator(
    tx: Tx,
    prefix: string,
    administrator: NewAdministrator,
  ): Promise<IssuedCredentials | undefined> {
    const handle = `${prefix}/${administrator.suffix}`;
    const password = administrator.password ?? randomPassword();
    const governor = { handle: prefixHandle(prefix), index: groupIndex, permissions: usualRights };
    const values = [
      structured(adminIndex, 'HS_ADMIN', 'admin', governor),
      secretKey(password),
      ...(administrator.publicKey === undefined ? [] : [publicKey(administrator.publicKey)]),
    ];
    const now = this.now();
    if (!(await createRecord(tx, handle, null, this.keys.seal(handle, values), now))) return undefined;
    const user = { handle, index: secretKeyIndex };
    await addAdministrator(tx, prefix, user, now);
    if (administrator.publicKey === undefined) return { username: printIdentity(user), password };
    const holder = { handle, index: publicKeyIndex };
    await addAdministrator(tx, prefix, holder, now);
    return { username: printIdentity(user), password, certificateUser: printIdentity(holder) };
  }

  /** Gives an administrator a new password. @returns undefined when there is no such administrator */
  async rotatePassword(
    tx: Tx,
    handle: string,
    password = randomPassword(),
  ): Promise<IssuedCredentials | undefined> {
    const record = await findRecord(tx, handle);
    if (record?.values.some(({ index, format }) => index === secretKeyIndex && format === 'sealed') !== true)
      return undefined;
    const now = this.now();
    const [fresh] = placed(this.keys.seal(record.name, [secretKey(password)]), { owned: false, now });
    const values = record.values.map((value, position) =>
      value.index === secretKeyIndex && fresh !== undefined ? { ...fresh, position } : { ...value, position },
    );
    await replaceValues(tx, record.name, values, now);
    return { username: printIdentity({ handle: record.name, index: secretKeyIndex }), password };
  }

  /** Lets a user name search by reverse look-up; a known name gets the new password. */
  async addReverseLookupUser(tx: Tx, prefix: string, username: string, password: string): Promise<void> {
    const sealed = this.secrets.sealAll(lookupPlace(username), { password })['password'] ?? '';
    await tx.execute(sql`
      INSERT INTO reverse_lookup_users (username, prefix_folded, sealed_password, created_at)
      VALUES (${username}, ${foldPid(prefix)}, ${sealed}, ${this.now()})
      ON CONFLICT (username) DO UPDATE SET sealed_password = excluded.sealed_password`);
  }

  private now(): string {
    return toInstant(this.clock.now());
  }
}

/** Where the password of a reverse look-up user is sealed. */
export const lookupPlace = (username: string) => ({
  table: 'reverse_lookup_users',
  rowId: username,
  field: 'sealed_password',
});

/** User names of a prefix's administrators, in the order of their making. */
export async function administratorsOf(reader: Reader, prefix: string): Promise<string[]> {
  const record = await findRecord(reader, prefixHandle(prefix));
  const group = record?.values.find(({ index }) => index === groupIndex);
  return group?.format === 'vlist' ? readReferences(group.data).map(printIdentity) : [];
}

/** True when prefix and suffix make a handle. */
export const isHandle = (prefix: string, suffix: string): boolean =>
  parsePid(`${prefix}/${suffix}`) !== undefined;

const randomPassword = () => randomBytes(randomPasswordBytes).toString('base64url');

const secretKey = (password: string): NewHandleValue => ({
  index: secretKeyIndex,
  type: 'HS_SECKEY',
  format: 'string',
  data: password,
  ttlType: 0,
  ttl: defaultTtlSeconds,
  permissions: '1100',
  references: [],
});

const publicKey = (key: PublicKeyData): NewHandleValue => structured(publicKeyIndex, 'HS_PUBKEY', 'key', key);
