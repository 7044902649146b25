import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OaiProvider } from '../../src/oai-pmh/oai-provider.js';
import { intake } from '../../src/xml/intake.js';
import { attributeValue, childElements } from '../../src/xml/tree.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { dublinCore, publish } from '../support/factories.js';

/** Requests; a million in the fault runs. */
const runs = process.env['WAYMARK_FAULTS'] === 'full' ? 1_000_000 : 5_000;
/** Every so many replies are parsed; all are looked at as text. */
const parsedShare = 20;

let app: TestApp;
let provider: OaiProvider;
let identifier: string;
let token: string;
beforeAll(async () => {
  app = await startTestApp({ OAI_PAGE_RECORDS: '2' });
  for (let n = 0; n < 5; n++) {
    identifier = `oai:waymark.example.org:${(await publish(app, dublinCore(`Record ${n}`))).handleId}`;
  }
  provider = app.application.nest.get(OaiProvider);
  const page = Buffer.concat(await provider.answer('verb=ListRecords&metadataPrefix=oai_dc')).toString();
  token = />([\w-]+)<\/resumptionToken>/.exec(page)?.[1] ?? '';
});
afterAll(() => app.close());

const names = ['verb', 'identifier', 'metadataPrefix', 'from', 'until', 'set', 'resumptionToken'];
const verbs = ['Identify', 'ListMetadataFormats', 'ListSets', 'GetRecord', 'ListIdentifiers', 'ListRecords'];
const codes = [
  'badArgument',
  'badResumptionToken',
  'badVerb',
  'cannotDisseminateFormat',
  'idDoesNotExist',
  'noMetadataFormats',
  'noRecordsMatch',
  'noSetHierarchy',
];

const name = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(...names) },
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const mutated = fc
  .tuple(fc.nat(), fc.constantFrom('A', 'z', '0', '-', '_', '%00', '%ff', '&', '='))
  .map(([at, letter]) => token.slice(0, at % token.length) + letter + token.slice((at % token.length) + 1));
const value = fc.oneof(
  fc.constantFrom(
    ...verbs,
    'oai_dc',
    'edm',
    '2026-01-01',
    '2026-11-22T08:00:00Z',
    '9999-12-31',
    '0000-00-00',
    '',
  ),
  fc.constantFrom(
    '%00',
    '%ff',
    '%',
    '%EF%BF%BE',
    '%F0%9D%84%9E',
    '+',
    '<',
    '"',
    "'",
    '&amp;',
    ']]>',
    '../..',
    'a'.repeat(5000),
  ),
  fc.constant(0).map(() => identifier),
  fc.constant(0).map(() => token),
  fc.constant(0).chain(() => mutated),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.base64String({ maxLength: 80 }),
);
const query = fc
  .array(fc.tuple(name, fc.constantFrom('=', '=', '=', '=', '', '[]=', '=='), value), { maxLength: 5 })
  .map((pairs) => pairs.map((parts) => parts.join('')).join('&'));

describe(`${runs} requests made of pieces`, () => {
  it('are each answered by an OAI-PMH document with known codes, and never by an exception', async () => {
    let asked = 0;
    await fc.assert(
      fc.asyncProperty(query, async (text) => {
        const raw = Buffer.from(text).toString('latin1');
        const reply = Buffer.concat(await provider.answer(raw)).toString();
        const errors = [...reply.matchAll(/<error code="(\w+)">/g)].map(([, code]) => code);
        if (!reply.endsWith('</OAI-PMH>\n') || errors.some((code) => !codes.includes(code ?? '')))
          throw new Error(reply);
        if (asked++ % parsedShare !== 0) return;
        const taken = intake(reply);
        if (!taken.accepted) throw new Error(JSON.stringify(taken.faults));
        const [, request, ...content] = childElements(taken.root);
        if (errors.length === 0) {
          expect(content.map((element) => element.name)).toEqual([attributeValue(request!, 'verb')]);
        }
        const silent = errors.includes('badVerb') || errors.includes('badArgument');
        if (silent) expect(request?.attributes).toEqual([]);
      }),
      { numRuns: runs },
    );
    expect(asked).toBeGreaterThanOrEqual(runs);
  }, 1_200_000);
});
