import type { SummaryFunder } from './summary.js';
import { lookUp } from '../xml/look-up.js';

/** Funders that repositories write as a code, by the name that people know. */
const FUNDERS: Readonly<Record<string, string>> = { EC: 'European Commission' };

/**
 * The project that a relation names as `info:eu-repo/grantAgreement/Funder/FundingProgram/ProjectID` with optional
 * jurisdiction, project name and acronym behind it (OpenAIRE guidelines for literature repositories 3.0, "project
 * identifier"); undefined for any other relation.
 */
export function readGrantAgreement(relation: string): SummaryFunder | undefined {
  const path = /^info:eu-repo\/grantAgreement\/(.+)$/i.exec(relation.trim())?.[1];
  const [funder = '', , project = '', , name = '', acronym = ''] = (path ?? '').split('/').map(decoded);
  if (funder === '' || project === '') return undefined;
  const title = name === '' ? acronym : name;
  return {
    name: lookUp(FUNDERS, funder) ?? funder,
    awardNumber: project,
    ...(title !== '' && { awardTitle: title }),
  };
}

/** Slashes and blanks inside the parts are escaped as in a URI. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part).trim();
  } catch {
    return part.trim();
  }
}
