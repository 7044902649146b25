import type { RecordSummary } from '../../metadata/summary.js';

/** Who may get the data, as an access right of COAR's vocabulary. */
export interface AccessRight {
  uri: string;
  isFree: boolean;
}

const coar = 'http://purl.org/coar/access_right/';
const open: AccessRight = { uri: `${coar}c_abf2`, isFree: true };
/** By the words of info:eu-repo and of plain speech. Sources: COAR access rights 1.0; OpenAIRE guidelines. */
const closedKinds: readonly [RegExp, string][] = [
  [/embargoed ?access|\bembargo/i, 'c_f1cf'],
  [/restricted ?access/i, 'c_16ec'],
  [/closed ?access|metadata only/i, 'c_14cb'],
];

/** What a record's rights say of access; a share is public, so silence means open. */
export function accessRightOf({ rights }: RecordSummary): AccessRight {
  const words = rights.map(({ name = '', uri = '' }) => `${name} ${uri}`).join('\n');
  const stated = rights.map(({ uri }) => uri).find((uri) => uri?.startsWith(coar));
  if (stated !== undefined) return { uri: stated, isFree: stated.endsWith('c_abf2') };
  const kind = closedKinds.find(([pattern]) => pattern.test(words));
  return kind === undefined ? open : { uri: coar + kind[1], isFree: false };
}
