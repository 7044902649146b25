import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Database } from '../../src/platform/database/database.js';
import {
  effectivePrivileges,
  intermediaries,
  membersOf,
  resourcesOf,
  type Member,
  type Resource,
} from '../../src/registry/privileges/effective.queries.js';
import { addGrant } from '../../src/registry/privileges/grants.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

let test: TestDatabase;
let database: Database;
beforeAll(async () => {
  test = await openTestDatabase();
  database = test.database;
});
afterAll(() => test.close());

const graphs = 500;
const whole = { limit: 1000, whole: true };
const names = ['handle_delete', 'handle_update', 'handle_view'];

interface Edge {
  resource: Resource;
  member: Member;
  privileges: string[];
}

/** Groups nest only from higher to lower numbers, as the refusal of circles keeps it; users and one handle beside. */
const graph = fc
  .record({ groups: fc.integer({ min: 3, max: 6 }), users: fc.integer({ min: 1, max: 3 }) })
  .chain(({ groups, users }) => {
    const someone = fc.oneof(
      fc.integer({ min: 0, max: users - 1 }).map((n) => ({ kind: 'user' as const, n })),
      fc.integer({ min: 0, max: groups - 1 }).map((n) => ({ kind: 'group' as const, n })),
    );
    const privileges = fc.subarray(names);
    return fc.record({
      groups: fc.constant(groups),
      users: fc.constant(users),
      nested: fc.array(fc.tuple(someone, fc.integer({ min: 0, max: groups - 1 }), privileges), {
        minLength: 6,
        maxLength: 20,
        size: 'max',
      }),
      granted: fc.array(fc.tuple(someone, privileges), { maxLength: 8 }),
    });
  });
type Graph = typeof graph extends fc.Arbitrary<infer G> ? G : never;

function edgesOf(drawn: Graph, run: number): { edges: Edge[]; members: Member[]; handle: Resource } {
  const id = (member: { kind: 'user' | 'group'; n: number }): Member => ({
    kind: member.kind,
    id: `${member.kind}-${run}-${member.n}`,
  });
  const handle: Resource = { kind: 'handle', id: `handle-${run}` };
  const found = new Map<string, Edge>();
  const add = (edge: Edge) => found.set(JSON.stringify([edge.resource, edge.member]), edge);
  for (const [member, outer, privileges] of drawn.nested) {
    if (member.kind === 'group' && member.n >= outer) continue;
    add({ resource: id({ kind: 'group', n: outer }) as Resource, member: id(member), privileges });
  }
  for (const [member, privileges] of drawn.granted) add({ resource: handle, member: id(member), privileges });
  const members = [
    ...Array.from({ length: drawn.users }, (_, n) => id({ kind: 'user', n })),
    ...Array.from({ length: drawn.groups }, (_, n) => id({ kind: 'group', n })),
  ];
  return { edges: [...found.values()], members, handle };
}

const same = (a: { kind: string; id: string }, b: { kind: string; id: string }) =>
  a.kind === b.kind && a.id === b.id;

/** The same by brute force: every way from the member upwards, edge by edge. */
function bruteForce(edges: Edge[], member: Member, resource: Resource) {
  const ways = (at: Member): Edge[] =>
    edges
      .filter((edge) => same(edge.member, at))
      .flatMap((edge) =>
        edge.resource.kind === 'group' && !same(edge.resource, resource)
          ? ways(edge.resource as Member)
          : same(edge.resource, resource)
            ? [edge, ...(edge.resource.kind === 'group' ? ways(edge.resource as Member) : [])]
            : [],
      );
  const ends = ways(member);
  if (ends.length === 0) return undefined;
  const through = new Map(ends.map((edge) => [`${edge.member.kind} ${edge.member.id}`, edge.member]));
  return {
    privileges: [...new Set(ends.flatMap(({ privileges }) => privileges))].sort(),
    through: [...through].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one),
  };
}

/** How deep groups nest: the most groups between a group and the one farthest outside it. */
function nestingOf({ nested, groups }: Graph): number {
  const depths: number[] = new Array(groups).fill(0);
  for (let outer = 0; outer < groups; outer++)
    for (const [{ kind, n }, around] of nested)
      if (kind === 'group' && around === outer && n < outer)
        depths[outer] = Math.max(depths[outer] ?? 0, (depths[n] ?? 0) + 1);
  return Math.max(...depths);
}

describe('effective privileges', () => {
  it(`equal a brute-force recomputation on ${graphs} random group graphs`, async () => {
    let run = 0;
    let compared = 0;
    const graphsByNesting: Record<number, number> = {};
    await fc.assert(
      fc.asyncProperty(graph, async (drawn) => {
        const { edges, members, handle } = edgesOf(drawn, run++);
        const nesting = nestingOf(drawn);
        graphsByNesting[nesting] = (graphsByNesting[nesting] ?? 0) + 1;
        await database.write(async (tx) => {
          for (const { resource, member, privileges } of edges)
            await addGrant(tx, resource, member, privileges, '2026-11-22T08:00:00.000Z');
        });
        const resources = [handle, ...members.filter(({ kind }) => kind === 'group')] as Resource[];
        for (const resource of resources) {
          const expected = members.map((member) => bruteForce(edges, member, resource));
          await database.read(async (reader) => {
            for (const [index, member] of members.entries()) {
              const held = await effectivePrivileges(reader, member, resource);
              expect(held && [...held].sort()).toEqual(expected[index]?.privileges);
              const through = await intermediaries(reader, member, resource);
              expect(through).toEqual(expected[index]?.through ?? []);
              compared++;
            }
            for (const kind of ['user', 'group'] as const) {
              const ids = await membersOf(reader, resource, kind, 'effective', whole);
              const wanted = members.filter((one, at) => one.kind === kind && expected[at] !== undefined);
              expect(ids).toEqual(wanted.map(({ id }) => id).sort());
            }
          });
        }
        for (const member of members) {
          const reached = await database.read((reader) =>
            resourcesOf(reader, member, 'handle', 'effective', whole),
          );
          expect(reached).toEqual(bruteForce(edges, member, handle) === undefined ? [] : [handle.id]);
        }
      }),
      { numRuns: graphs },
    );
    expect(run).toBeGreaterThanOrEqual(graphs);
    expect(compared).toBeGreaterThan(10 * graphs);
    expect(graphsByNesting[0] ?? 0).toBeLessThan(graphs / 4);
    expect((graphsByNesting[2] ?? 0) + (graphsByNesting[3] ?? 0)).toBeGreaterThan(graphs / 10);
    process.stdout.write(`${JSON.stringify({ graphs: run, comparisons: compared, graphsByNesting })}\n`);
  }, 600_000);
});
