import { feedSets, type FeedSet } from '../../feed/sets.js';
import type { OaiContext } from '../context.js';
import { OaiError } from '../oai-error.js';
import { element, type VerbAnswer } from '../response.js';

/** All sets in one answer, so that no token of this verb exists. Source: OAI-PMH 2.0, section 4.6. */
export async function listSets(
  { resumptionToken }: { verb: 'ListSets'; resumptionToken?: string },
  { view }: OaiContext,
): Promise<VerbAnswer> {
  const { highWater, sets } = await view.read(feedSets);
  if (resumptionToken !== undefined) {
    throw new OaiError(
      { code: 'badResumptionToken', message: 'ListSets gives no resumptionToken.' },
      highWater,
    );
  }
  if (sets.length === 0)
    throw new OaiError({ code: 'noSetHierarchy', message: 'This repository has no sets.' }, highWater);
  return { highWater, content: sets.map(setElement) };
}

function setElement({ setSpec, name, description }: FeedSet): string {
  return `<set>${element('setSpec', setSpec)}${element('setName', name)}${setDescription(description)}</set>`;
}

function setDescription(text: string): string {
  if (text === '') return '';
  return `<setDescription>${dublinCoreOpening}${element('dc:description', text)}</oai_dc:dc></setDescription>`;
}

const dublinCoreOpening =
  '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/"' +
  ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/oai_dc/' +
  ' http://www.openarchives.org/OAI/2.0/oai_dc.xsd">';
