import { exampleIds, type Example } from '../../platform/describe.js';
import type { Reach } from '../privileges/effective.queries.js';
import type { MemberKind } from '../privileges/grant.entity.js';
import { memberSorts, type MembershipKind } from './kinds.js';

type Described = [summary: string, example: Example];

const user = {
  userId: exampleIds.user,
  fullName: 'Jane Doe',
  username: 'jdoe',
  creationTime: 1795334400,
  name: 'Jane Doe',
  login: 'jdoe',
  alias: 'jdoe',
};
const group = { groupId: exampleIds.group, name: 'Hydrology', type: 'unit', creationTime: 1795334400 };

/** What the API description says about the members of a kind of thing. */
export function memberExamples(of: MembershipKind, sort: MemberKind) {
  const named = `${sort} of a ${of.noun}`;
  const how = (reach: Reach) => (reach === 'direct' ? '' : 'effective ');
  const member = { privileges: [...of.privileges.member] };
  const id = sort === 'user' ? exampleIds.user : exampleIds.group;
  return {
    list: (reach: Reach): Described => [
      `List the ${how(reach)}${sort}s of a ${of.noun}`,
      { answer: { [memberSorts[sort].plural]: [id] } },
    ],
    get: (reach: Reach): Described => [
      `Get a ${how(reach)}${named}`,
      { answer: sort === 'user' ? user : group },
    ],
    add: [
      `Make a ${sort} a member of a ${of.noun}`,
      {
        status: 201,
        body: member,
        errors: ['badValueIdNotFound', 'relationAlreadyExists', ...(of.kind === 'group' ? ['conflict'] : [])],
      },
    ] satisfies Described as Described,
    remove: [`End the membership of a ${named}`, { status: 204 }] satisfies Described as Described,
    privileges: (reach: Reach): Described => [
      `List the privileges of a ${how(reach)}${named}`,
      { answer: member },
    ],
    change: [
      `Grant and revoke privileges of a ${named}`,
      { status: 204, body: { grant: [of.view], revoke: [of.setPrivileges] } },
    ] satisfies Described as Described,
    membership: [
      `Show through whom an effective ${named} belongs to it`,
      {
        answer: {
          intermediaries: [
            { type: 'group', id: exampleIds.group },
            { type: of.kind, id: 'self' },
          ],
        },
      },
    ] satisfies Described as Described,
  };
}
