import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { request } from 'undici';
import { OaiProvider } from '../../src/oai-pmh/oai-provider.js';
import { xsdComplaints } from '../metadata/official-xsd.js';
import { hasShared } from '../metadata/shared-files.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { FakeClock } from '../support/clock.js';
import { answerOf } from './fuzz-answer.js';
import { fillForFuzz, type FuzzedRepository } from './fuzzed-repository.js';
import { fuzzRequests } from './fuzz-requests.js';
import { rightCodes, type Code } from './right-codes.js';

/** Requests; a million in `npm run test:fuzz`. */
const runs = Number(process.env['WAYMARK_FUZZ_REQUESTS'] ?? 5_000);
/** Every so many answers are validated against OAI-PMH.xsd too. */
const validatedShare = 10;

let app: TestApp;
let repository: FuzzedRepository;
beforeAll(async () => {
  const clock = new FakeClock();
  app = await startTestApp({ OAI_PAGE_RECORDS: '2', OAI_PAGE_IDENTIFIERS: '3' }, clock);
  repository = await fillForFuzz(app, clock);
});
afterAll(() => app.close());

/** Asks over HTTP, in a form: its body takes any byte. Each on a connection of its own: a kept one may just end. */
async function post(raw: string): Promise<Buffer> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const body = Buffer.from(raw, 'latin1');
  const answer = await request(`${app.url}/oai_pmh`, { method: 'POST', body, headers, reset: true });
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'text/xml; charset=utf-8']);
  return Buffer.from(await answer.body.arrayBuffer());
}

describe(`${runs} requests`, () => {
  it('are each answered by a whole OAI-PMH document with the right codes', async () => {
    const provider = app.application.nest.get(OaiProvider);
    const { holdings } = repository;
    const counts = new Map<string, number>();
    let asked = 0;
    await fc.assert(
      fc.asyncProperty(fuzzRequests(repository.subjects), async (raw) => {
        const bytes = asked++ % 50 === 0 ? await post(raw) : Buffer.concat(await provider.answer(raw));
        const answer = answerOf(bytes, `${app.url}/oai_pmh`);
        const right = rightCodes(raw, holdings);
        const fits =
          [...answer.codes].every((code) => right.has(code as Code)) &&
          answer.codes.size > 0 === right.size > 0;
        if (!fits)
          throw new Error(`${[...answer.codes].join()} for ${[...right].join()}: ${bytes.toString()}`);
        for (const code of answer.codes.size === 0 ? ['none'] : answer.codes)
          counts.set(code, (counts.get(code) ?? 0) + 1);
        if (hasShared && asked % validatedShare === 0)
          expect(xsdComplaints('oai/OAI-PMH.xsd', bytes.toString())).toEqual([]);
      }),
      { numRuns: runs },
    );
    process.stdout.write(`${asked} requests: ${JSON.stringify(Object.fromEntries(counts))}\n`);
    // Each kind of answer was really met.
    const kinds = [
      'none',
      'badVerb',
      'badArgument',
      'badResumptionToken',
      'noRecordsMatch',
      'idDoesNotExist',
    ];
    for (const kind of [...kinds, 'cannotDisseminateFormat'])
      expect([kind, (counts.get(kind) ?? 0) > runs / 1000]).toEqual([kind, true]);
  }, 3_600_000);
});
