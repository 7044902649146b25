import { insertAfter, mapChildElements, replaceChild } from '../../xml/edit.js';
import { attributeValue, childElement, childElements, plainText, type XmlElement } from '../../xml/tree.js';
import { agentScheme } from '../agent-ids.js';
import { funderIdentifierType, list, named } from './elements.js';

/** Contributors of type Funder become fundingReferences; each change, and whatever has no place there, is told. */
export function moveFunders(record: XmlElement, changes: string[]): XmlElement {
  const contributors = childElement(record, 'contributors');
  if (contributors === undefined) return record;
  const funders = childElements(contributors).filter(
    (child) => attributeValue(child, 'contributorType') === 'Funder',
  );
  if (funders.length === 0) return record;
  const references = funders.map((funder) => fundingReference(funder, changes));
  const others = mapChildElements(contributors, (child) => (funders.includes(child) ? undefined : child));
  const kept = childElements(others).length > 0 ? others : undefined;
  return insertAfter(
    replaceChild(record, contributors, kept),
    undefined,
    list('fundingReferences', references),
  );
}

/** One identifier of the funder and one award number is all that a fundingReference holds. */
function fundingReference(funder: XmlElement, changes: string[]): XmlElement {
  const name = childElement(funder, 'contributorName');
  const called = name === undefined ? '' : plainText(name);
  changes.push(`the contributor "${called}" of type Funder is now a fundingReference`);
  const identifiers = childElements(funder, 'nameIdentifier').filter((element) => plainText(element) !== '');
  const award = identifiers.find((element) => grantOf(element) !== undefined);
  const identifier = bestOf(identifiers.filter((element) => grantOf(element) === undefined));
  for (const left of childElements(funder)) {
    if (left === name || left === award || left === identifier || plainText(left) === '') continue;
    changes.push(
      `the ${left.name} "${plainText(left)}" of the funder "${called}" is dropped: a fundingReference has no place for it`,
    );
  }
  return named('fundingReference', [
    named('funderName', called),
    ...(identifier === undefined ? [] : [identifierElement(identifier)]),
    ...(award === undefined ? [] : [named('awardNumber', grantOf(award) ?? '')]),
  ]);
}

function grantOf(identifier: XmlElement): string | undefined {
  return /^info:eu-repo\/grantAgreement\/(.+)$/i.exec(plainText(identifier))?.[1];
}

/** The first of a kind that kernel 4 names, else the first. */
function bestOf(identifiers: readonly XmlElement[]): XmlElement | undefined {
  return identifiers.find((element) => typeOf(element) !== 'Other') ?? identifiers[0];
}

function identifierElement(element: XmlElement): XmlElement {
  return named('funderIdentifier', plainText(element), {
    funderIdentifierType: typeOf(element),
    schemeURI: attributeValue(element, 'schemeURI'),
  });
}

/** By the name of the scheme where it is one that we know, else by the form of the value. */
function typeOf(identifier: XmlElement): string {
  const scheme = attributeValue(identifier, 'nameIdentifierScheme') ?? '';
  if (/fundref|crossref|funder ?registry|10\.13039/i.test(scheme)) return 'Crossref Funder ID';
  if (/\bgrid\b/i.test(scheme)) return 'GRID';
  const agent = agentScheme(scheme);
  if (agent !== undefined) return agent === 'ORCID' ? 'Other' : agent;
  return funderIdentifierType(plainText(identifier));
}
