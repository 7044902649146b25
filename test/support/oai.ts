import { expect } from '@jest/globals';
import { COLLECTION_LIMITS } from '../../src/xml/limits.js';
import { intake } from '../../src/xml/intake.js';
import {
  attributeValue,
  childElement,
  childElements,
  textContent,
  type XmlElement,
} from '../../src/xml/tree.js';
import { xsdComplaints } from '../metadata/official-xsd.js';
import { hasShared } from '../metadata/shared-files.js';
import type { TestApp } from './app.js';

/** The namespace of OAI-PMH 2.0. */
export const OAI = 'http://www.openarchives.org/OAI/2.0/';

/** A reply of the provider, parsed and checked. */
export interface OaiReply {
  status: number;
  headers: Headers;
  text: string;
  root: XmlElement;
  /** Codes of the errors, in order. */
  errors: string[];
  /** The element named by the verb; undefined in an error reply. */
  content: XmlElement | undefined;
  /** Headers of the records, or of ListIdentifiers. */
  items: OaiHeader[];
  /** undefined: no element; text '' in the last page. */
  token: { text: string; attributes: Record<string, string> } | undefined;
  responseDate: string;
}

/** A record's header. */
export interface OaiHeader {
  identifier: string;
  datestamp: string;
  sets: string[];
  deleted: boolean;
}

/** Asks the provider and checks what every reply must keep to: encoding, envelope, schema. */
export async function askOai(
  app: TestApp,
  query: string,
  options: { post?: boolean } = {},
): Promise<OaiReply> {
  const url = `${app.url}/oai_pmh`;
  const response = await (options.post === true
    ? fetch(url, {
        method: 'POST',
        body: query,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      })
    : fetch(`${url}?${query}`));
  const bytes = Buffer.from(await response.arrayBuffer());
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  expect(response.headers.get('content-type')).toBe('text/xml; charset=utf-8');
  const reply = { status: response.status, headers: response.headers, text, ...readReply(text) };
  expectEnvelope(reply, url, query);
  return reply;
}

/** Parses a reply without checking more than that it is strict XML. */
export function readReply(text: string): Omit<OaiReply, 'status' | 'headers' | 'text'> {
  const taken = intake(text, { limits: COLLECTION_LIMITS });
  if (!taken.accepted) throw new Error(`no XML: ${JSON.stringify(taken.faults)}\n${text.slice(0, 2000)}`);
  const { root } = taken;
  const [date, , ...rest] = childElements(root);
  const content = rest.find(({ name }) => name !== 'error');
  const headers = childElements(content ?? root).flatMap((element) =>
    element.name === 'header' ? [element] : childElements(element, 'header'),
  );
  const token = childElement(content, 'resumptionToken');
  return {
    root,
    errors: childElements(root, 'error').map((element) => attributeValue(element, 'code') ?? ''),
    content,
    items: headers.map(toHeader),
    token: token && {
      text: textContent(token),
      attributes: Object.fromEntries(token.attributes.map(({ name, value }) => [name, value])),
    },
    responseDate: date === undefined ? '' : textContent(date),
  };
}

function toHeader(element: XmlElement): OaiHeader {
  const text = (name: string) => childElements(element, name).map(textContent);
  return {
    identifier: text('identifier')[0] ?? '',
    datestamp: text('datestamp')[0] ?? '',
    sets: text('setSpec'),
    deleted: attributeValue(element, 'status') === 'deleted',
  };
}

function expectEnvelope(reply: OaiReply, url: string, query: string): void {
  expect(reply.text.startsWith('<?xml version="1.0" encoding="UTF-8"?>')).toBe(true);
  expect([reply.root.namespace, reply.root.name]).toEqual([OAI, 'OAI-PMH']);
  const names = childElements(reply.root).map(({ name }) => name);
  expect(names.slice(0, 2)).toEqual(['responseDate', 'request']);
  expect(reply.errors.length > 0 ? new Set(names.slice(2)) : names.slice(2)).toEqual(
    reply.errors.length > 0 ? new Set(['error']) : [reply.content?.name],
  );
  expect(reply.responseDate).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  const request = childElement(reply.root, 'request');
  expect(request && textContent(request)).toBe(url);
  const silent = reply.errors.includes('badVerb') || reply.errors.includes('badArgument');
  const echoed = Object.fromEntries(request?.attributes.map(({ name, value }) => [name, value]) ?? []);
  expect(echoed).toEqual(silent ? {} : Object.fromEntries(new URLSearchParams(query)));
  if (hasShared) expect(xsdComplaints('oai/OAI-PMH.xsd', reply.text)).toEqual([]);
}

/** A whole list by its tokens, page after page. */
export async function harvest(app: TestApp, query: string): Promise<OaiReply[]> {
  const verb = query.split('&')[0] ?? '';
  const pages = [await askOai(app, query)];
  for (let token = pages[0]?.token?.text; token; token = pages.at(-1)?.token?.text) {
    pages.push(await askOai(app, `${verb}&resumptionToken=${token}`));
  }
  return pages;
}
