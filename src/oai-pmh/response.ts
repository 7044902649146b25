import { escapeAttribute, escapeText } from '../xml/build.js';
import type { OaiFault } from './oai-error.js';

/** What one verb answers: the instant it holds for and the inside of its element. */
export interface VerbAnswer {
  /** Whole second up to which the feed was complete when it was read. */
  highWater: string;
  /** XML, in pieces that are sent one after the other. */
  content: (string | Buffer)[];
  /** What the harvest log counts; undefined where no records are given. */
  listed?: { prefix: string; set: string | undefined; records: number };
}

/** What the `request` element says. */
export interface Echo {
  baseUrl: string;
  attributes: Record<string, string>;
}

const opening =
  '<?xml version="1.0" encoding="UTF-8"?>\n' +
  '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"' +
  ' xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">';

/** A whole reply, as the pieces that are sent one after the other: a page is not copied. Source: OAI-PMH 2.0, section 3.2. */
export function reply(verb: string, answer: VerbAnswer, echo: Echo): Buffer[] {
  const head = `${prologue(answer.highWater, echo)}<${verb}>`;
  return toBuffers([head, ...answer.content, `</${verb}></OAI-PMH>\n`]);
}

/**
 * A reply that tells what is wrong.
 * @param responseDate whole second
 */
export function errorReply(faults: readonly OaiFault[], responseDate: string, echo: Echo): Buffer[] {
  const errors = faults.map(({ code, message }) => `<error code="${code}">${escapeText(message)}</error>`);
  return toBuffers([prologue(responseDate, echo), ...errors, '</OAI-PMH>\n']);
}

/** Characters that no XML document can hold: one in a name would break the reply for every harvester. */
const illegalInXml = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** An element with text in it, escaped. */
export function element(name: string, text: string): string {
  return `<${name}>${escapeText(text.replace(illegalInXml, '\ufffd'))}</${name}>`;
}

function prologue(responseDate: string, { baseUrl, attributes }: Echo): string {
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${escapeAttribute(value)}"`);
  return `${opening}${element('responseDate', responseDate)}<request${written.join('')}>${escapeText(baseUrl)}</request>`;
}

function toBuffers(pieces: (string | Buffer)[]): Buffer[] {
  const buffers: Buffer[] = [];
  let text = '';
  for (const piece of pieces) {
    if (typeof piece === 'string') text += piece;
    else {
      buffers.push(Buffer.from(text), piece);
      text = '';
    }
  }
  return [...buffers, Buffer.from(text)];
}
