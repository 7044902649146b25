import { intake } from '../../src/xml/intake.js';
import { COLLECTION_LIMITS } from '../../src/xml/limits.js';
import { childElements, textContent, type XmlElement } from '../../src/xml/tree.js';

/** What an answer says. */
export interface FuzzAnswer {
  codes: ReadonlySet<string>;
}

const oai = 'http://www.openarchives.org/OAI/2.0/';

/**
 * Reads an answer to its last element.
 * @throws Error when it is no well-formed UTF-8, or no document of sections 3.2 and 3.6
 */
export function answerOf(bytes: Buffer, baseUrl: string): FuzzAnswer {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  const taken = intake(text, { limits: COLLECTION_LIMITS });
  if (!taken.accepted) throw new Error(`${JSON.stringify(taken.faults)} in ${text}`);
  const [date, request, ...content] = childElements(taken.root);
  const codes = content.map((element) => (element.name === 'error' ? valueOf(element, 'code') : ''));
  const failed = codes.some((code) => code !== '');
  const demands: [boolean, string][] = [
    [taken.root.namespace === oai && taken.root.name === 'OAI-PMH', 'the root'],
    [date?.name === 'responseDate' && /^[\d-]{10}T[\d:]{8}Z$/.test(textContent(date)), 'responseDate'],
    [request?.name === 'request' && textContent(request) === baseUrl, 'request'],
    [failed ? !codes.includes('') : content.length === 1, 'errors or content, not both'],
    [failed || content[0]?.name === (request && valueOf(request, 'verb')), 'the element of the verb'],
    [!codes.some((code) => code === 'badVerb' || code === 'badArgument') || isBare(request), 'no echo'],
  ];
  const broken = demands.flatMap(([met, what]) => (met ? [] : [what]));
  if (broken.length > 0) throw new Error(`not right: ${broken.join('; ')} in ${text}`);
  return { codes: new Set(codes.filter((code) => code !== '')) };
}

const valueOf = (element: XmlElement, name: string) =>
  element.attributes.find((attribute) => attribute.name === name)?.value ?? '';

const isBare = (element: XmlElement | undefined) => element?.attributes.length === 0;
