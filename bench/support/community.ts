import type { Application } from '../../src/application.js';
import { Database, join, sql, type Sql, type Tx } from '../../src/platform/database/database.js';
import {
  groupPrivileges,
  handlePrivileges,
  handleServicePrivileges,
  spacePrivileges,
} from '../../src/registry/privileges/privileges.js';
import { insertToken } from '../../src/registry/tokens/tokens.queries.js';
import { mintToken } from '../../src/registry/users/token.js';
import type { BenchRecord } from './records.js';

/** People of a large registry, and two of them who call. */
export interface Community {
  serviceId: string;
  /** Belongs to everything only through all the groups between the innermost and the outermost. */
  memberToken: string;
  /** Has a grant of his own on every handle. */
  publisherToken: string;
  memberId: string;
  publisherId: string;
}

const at = '2026-01-01T00:00:00.000Z';
const rowsAtOnce = 1000;
/** Groups that a group has directly inside it. */
const branching = 3;

/** The id of the nth group; the first holds all the others. */
export const groupId = (n: number) => `group${n}`;
const userId = (n: number) => `user${n}`;

/**
 * Users spread over nested groups, the outermost of which holds every privilege on the space `bench`, on the handle
 * service and on every handle.
 */
export async function insertCommunity(
  application: Application,
  { users, groups, records }: { users: number; groups: number; records: readonly BenchRecord[] },
): Promise<Community> {
  const database = application.nest.get(Database);
  const service = await database.read((reader) =>
    reader.first<{ id: string }>(sql`SELECT id FROM handle_services`),
  );
  if (service === undefined) throw new Error('the first start made no handle service');
  const memberId = userId(users - 1);
  const publisherId = userId(0);
  await insertPeople(database, users, groups);
  await insertGrants(database, [
    ...membershipsOf(users, groups),
    ...holdings(service.id, publisherId),
    ...records.flatMap(({ id }) =>
      [{ kind: 'group', id: groupId(0) } as const, { kind: 'user', id: publisherId } as const].map(
        (member): Grant => ({ on: ['handle', id], member, privileges: handlePrivileges.admin }),
      ),
    ),
  ]);
  const memberToken = await giveToken(database, memberId);
  const publisherToken = await giveToken(database, publisherId);
  return { serviceId: service.id, memberToken, publisherToken, memberId, publisherId };
}

interface Grant {
  on: readonly [kind: string, id: string];
  member: { kind: 'user' | 'group'; id: string };
  privileges: readonly string[];
}

async function insertPeople(database: Database, users: number, groups: number): Promise<void> {
  const people = numbers(users).map(
    (n) => sql`(${userId(n)}, ${`Person ${n}`}, ${true}, ${false}, 1, ${at})`,
  );
  await inPages(database, people, (tx, rows) =>
    tx.execute(sql`
      INSERT INTO users (id, full_name, basic_auth_enabled, blocked, temporary_generation, created_at)
      VALUES ${join(rows)}`),
  );
  const teams = numbers(groups).map((n) => sql`(${groupId(n)}, ${`Group ${n}`}, 'team', ${at})`);
  await inPages(database, teams, (tx, rows) =>
    tx.execute(sql`INSERT INTO user_groups (id, name, type, created_at) VALUES ${join(rows)}`),
  );
}

/** Each user in one group, each group but the first in the one around it. */
function membershipsOf(users: number, groups: number): Grant[] {
  const inGroup = (n: number, member: Grant['member']): Grant => ({
    on: ['group', groupId(n)],
    member,
    privileges: groupPrivileges.member,
  });
  return [
    ...numbers(groups - 1).map((n) =>
      inGroup(Math.floor(n / branching), { kind: 'group', id: groupId(n + 1) }),
    ),
    ...numbers(users).map((n) => inGroup(n % groups, { kind: 'user', id: userId(n) })),
  ];
}

function holdings(serviceId: string, publisherId: string): Grant[] {
  const everywhere = [
    { on: ['space', 'bench'] as const, privileges: spacePrivileges.admin },
    { on: ['handle_service', serviceId] as const, privileges: handleServicePrivileges.admin },
  ];
  const members = [
    { kind: 'group', id: groupId(0) },
    { kind: 'user', id: publisherId },
  ] as const;
  return everywhere.flatMap((grant) => members.map((member) => ({ ...grant, member })));
}

async function insertGrants(database: Database, grants: readonly Grant[]): Promise<void> {
  const rows = grants.map(
    ({ on: [kind, id], member, privileges }) =>
      sql`(${kind}, ${id}, ${member.kind}, ${member.id}, ${JSON.stringify(privileges)}, ${at})`,
  );
  await inPages(database, rows, (tx, page) =>
    tx.execute(sql`
      INSERT INTO grants (resource_kind, resource_id, member_kind, member_id, privileges, created_at)
      VALUES ${join(page)}`),
  );
}

async function giveToken(database: Database, owner: string): Promise<string> {
  const minted = mintToken();
  await database.write((tx) => insertToken(tx, { minted, userId: owner, name: 'bench', createdAt: at }));
  return minted.text;
}

async function inPages(
  database: Database,
  rows: readonly Sql[],
  insert: (tx: Tx, page: Sql[]) => Promise<number>,
): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsAtOnce)
    await database.write((tx) => insert(tx, rows.slice(from, from + rowsAtOnce)));
}

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);
