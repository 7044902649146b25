import { exampleIds, type Example } from '../../platform/describe.js';
import type { ErrorId } from '../../platform/errors.js';
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
const groupOf = (groupId: string) => ({ groupId, name: 'Hydrology', type: 'unit', creationTime: 1795334400 });

/** Members of groups are its children: another example than the group itself. */
function exampleIdOf(of: MembershipKind, sort: MemberKind): string {
  if (sort === 'user') return exampleIds.user;
  return of.kind === 'group' ? exampleIds.childGroup : exampleIds.group;
}

/** What keeps a membership from ending: someone must be left who may change things. */
export function errorsOfEnding(of: MembershipKind, sort: MemberKind): ErrorId[] {
  if (of.kind === 'group') return ['cannotRemoveLastAdministrator'];
  return of.kind === 'space' && sort === 'user' ? ['cannotRemoveLastOwner'] : [];
}

interface MemberExamples {
  list: (reach: Reach) => Described;
  get: (reach: Reach) => Described;
  add: Described;
  remove: Described;
  privileges: (reach: Reach) => Described;
  change: Described;
  membership: Described;
}

/** What the API description says about the members of a kind of thing. */
export function memberExamples(of: MembershipKind, sort: MemberKind): MemberExamples {
  const named = `${sort} of a ${of.noun}`;
  const how = (reach: Reach) => (reach === 'direct' ? '' : 'effective ');
  const member = { privileges: [...of.privileges.member] };
  const id = exampleIdOf(of, sort);
  const nesting: ErrorId[] = of.kind === 'group' ? ['conflict'] : [];
  return {
    list: (reach: Reach): Described => [
      `List the ${how(reach)}${sort}s of a ${of.noun}`,
      { answer: { [memberSorts[sort].plural]: [id] } },
    ],
    get: (reach: Reach): Described => [
      `Get a ${how(reach)}${named}`,
      { answer: sort === 'user' ? user : groupOf(id) },
    ],
    add: [
      `Make a ${sort} a member of a ${of.noun}`,
      {
        status: 201,
        body: member,
        errors: ['badValueIdNotFound', 'relationAlreadyExists', ...nesting],
      },
    ],
    remove: [`End the membership of a ${named}`, { status: 204, errors: errorsOfEnding(of, sort) }],
    privileges: (reach: Reach): Described => [
      `List the privileges of a ${how(reach)}${named}`,
      { answer: member },
    ],
    change: [
      `Grant and revoke privileges of a ${named}`,
      { status: 204, body: { grant: [of.view], revoke: [of.setPrivileges] } },
    ],
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
    ],
  };
}
