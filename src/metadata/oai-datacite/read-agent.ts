import { attributeValue, childElement, childElements, plainText, type XmlElement } from '../../xml/tree.js';
import { agentScheme, orcidUrl, rorUrl } from '../agent-ids.js';
import { readAgentName } from '../person-names.js';
import type { SummaryAgent } from '../summary.js';

/** A creator or contributor; identifiers with wrong check digits are kept as they stand, among the others. */
export function readAgent(element: XmlElement, nameElement: string): SummaryAgent {
  const nameOf = childElement(element, nameElement);
  const nameType = nameOf === undefined ? undefined : attributeValue(nameOf, 'nameType');
  const agent: SummaryAgent = { name: nameOf === undefined ? '' : plainText(nameOf), affiliations: [] };
  for (const identifier of childElements(element, 'nameIdentifier')) readIdentifier(agent, identifier);
  readNameParts(agent, element, nameType);
  agent.affiliations = childElements(element, 'affiliation').flatMap(readAffiliation);
  return agent;
}

function readNameParts(agent: SummaryAgent, element: XmlElement, nameType: string | undefined): void {
  const given = childElement(element, 'givenName');
  const family = childElement(element, 'familyName');
  if (given !== undefined && plainText(given) !== '') agent.givenName = plainText(given);
  if (family !== undefined && plainText(family) !== '') agent.familyName = plainText(family);
  const isPersonal = nameType === 'Personal' || agent.familyName !== undefined;
  // Only organisations have a ROR id, however their name looks.
  const isOrganisation = nameType === 'Organizational' || (!isPersonal && agent.ror !== undefined);
  if (isOrganisation) agent.type = 'Organizational';
  else if (isPersonal) agent.type = 'Personal';
  if (isOrganisation || agent.familyName !== undefined) return;
  const { familyName, givenName, type } = readAgentName(agent.name);
  if (familyName === undefined || givenName === undefined || type === undefined) return;
  Object.assign(agent, { familyName, givenName: agent.givenName ?? givenName, type });
}

function readIdentifier(agent: SummaryAgent, element: XmlElement): void {
  const value = plainText(element);
  if (value === '') return;
  const scheme = attributeValue(element, 'nameIdentifierScheme')?.trim() ?? '';
  const meant = agentScheme(scheme);
  const orcid = meant === 'ORCID' || value.includes('orcid.org') ? orcidUrl(value) : undefined;
  const ror = meant === 'ROR' || value.includes('ror.org') ? rorUrl(value) : undefined;
  if (orcid !== undefined) agent.orcid ??= orcid;
  else if (ror !== undefined) agent.ror ??= ror;
  else
    agent.identifiers = [...(agent.identifiers ?? []), { scheme: scheme === '' ? 'Other' : scheme, value }];
}

function readAffiliation(element: XmlElement): SummaryAgent['affiliations'] {
  const name = plainText(element);
  if (name === '') return [];
  const ror = rorUrl(attributeValue(element, 'affiliationIdentifier') ?? '');
  return [ror === undefined ? { name } : { name, ror }];
}
