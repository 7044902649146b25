import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { RemoteCaller } from '../../src/pid/remote-call.js';
import { PidDriverError } from '../../src/pid/driver.js';
import { attempt } from '../../src/registration/attempt.js';
import type { ClaimedHandle } from '../../src/registration/claim.js';
import { type AttemptResult, settle } from '../../src/registration/outcome.js';
import { type DriverUnderTest, remoteDrivers, targetUnder } from '../support/drivers.js';
import { selfSigned } from '../support/fakes/tls.js';
import { type Cell, cells, changeOf, isDecisive } from './outcome-matrix.js';

const fiveDrivers = ['handle-http', 'epic-v2', 'datacite-rest', 'datacite-mds', 'handle-proxy'];
/** How long an attempt may take: short where the fake never answers. */
const patienceMs = 20_000;
const impatienceMs = 1000;

describe(`${cells.length} scripted outcomes`, () => {
  for (const name of fiveDrivers) {
    describe(name, () => {
      let subject: DriverUnderTest;
      beforeAll(async () => {
        subject = await remoteDrivers[name]!();
      });
      afterAll(() => subject.close());

      it.each(cells.filter(({ impossible }) => impossible?.includes(name) !== true))(
        '$operation: $name',
        async (cell) => {
          const suffix = cell.name.replace(/[^a-z0-9]+/gi, '-');
          const expected = cell.except?.[name] ?? cell.expected;
          const result = await faulty(subject, cell, suffix);
          expect(outcomeOf(result)).toBe(recreated(subject, cell, expected));
          if (result.kind === 'failed') {
            const change = settle(handleOf(cell, suffix), result, new Date(), 0.5);
            expect(change.kind).toBe(changeOf[result.failure.class]);
          }
          // Whatever happened, the next try settles it, and the name was created once.
          if (cell.operation === 'register') {
            const next = await run(subject, handleOf(cell, suffix, true), suffix, patienceMs);
            expect(next.kind).toBe('applied');
            const creations = subject.fake!.effects.filter(
              ({ kind, pid }) => kind === 'create' && pid.toLowerCase().endsWith(`/${suffix.toLowerCase()}`),
            );
            expect(creations).toHaveLength(1);
          }
        },
      );
    });
  }

  it('lists what a protocol cannot produce', () => {
    const impossible = cells
      .filter((cell) => cell.impossible !== undefined)
      .map(({ name, impossible: by }) => [name, by]);
    expect(impossible).toEqual([
      ['inspect: 401', ['handle-proxy']],
      ['inspect: 500', ['handle-proxy']],
      ['inspect: web page', ['handle-proxy']],
      ['inspect: truncated', ['handle-proxy']],
    ]);
    expect(cells.length).toBeGreaterThanOrEqual(60);
  });
});

describe('outcomes of the way to a service, for every driver alike', () => {
  const signal = new AbortController().signal;
  const classOf = async (url: string) => {
    const remote = new RemoteCaller({ allow: [new URL(url).host], userAgent: 'test' });
    try {
      await remote.call({ method: 'GET', url, signal });
      return 'answered';
    } catch (error) {
      return error instanceof PidDriverError ? error.failure : error;
    } finally {
      await remote.close();
    }
  };

  it('a certificate that nobody vouches for is a wrong endpoint, never waved through', async () => {
    const server = createServer(selfSigned, (_, response) => response.end('{}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await classOf(`https://127.0.0.1:${port}/`)).toMatchObject({ class: 'config' });
    server.close();
  });

  it('an unknown name and a closed port are transient', async () => {
    expect(await classOf('https://no-such-host.invalid:443/')).toMatchObject({ class: 'transient' });
    expect(await classOf('http://127.0.0.1:1/')).toMatchObject({ class: 'transient' });
  });
});

/** One attempt with the cell's fault on its decisive request. */
async function faulty(subject: DriverUnderTest, cell: Cell, suffix: string): Promise<AttemptResult> {
  const fake = subject.fake!;
  if (cell.operation !== 'register') {
    await subject.driver.register(targetUnder(subject.prefix, suffix), new AbortController().signal);
  }
  let used = false;
  fake.faults = (request) => {
    if (used || !isDecisive(cell.operation, request)) return undefined;
    used = true;
    return cell.fault;
  };
  const limitMs = cell.fault.kind === 'hang' ? impatienceMs : patienceMs;
  const result = await run(subject, handleOf(cell, suffix), suffix, limitMs);
  fake.faults = () => undefined;
  expect(used).toBe(true);
  return result;
}

function run(
  subject: DriverUnderTest,
  handle: ClaimedHandle,
  suffix: string,
  limitMs: number,
): Promise<AttemptResult> {
  const target = targetUnder(subject.prefix, suffix, handle.desiredRevision);
  return attempt({ driver: subject.driver, handle, target, signal: AbortSignal.timeout(limitMs) });
}

function handleOf(cell: Cell, suffix: string, sentBefore = cell.operation === 'inspect'): ClaimedHandle {
  const known = cell.operation === 'update' || cell.operation === 'unregister';
  return {
    id: `id-${suffix}`,
    serviceId: 's',
    pid: suffix,
    publicHandle: suffix,
    landingUrl: '',
    metadataSchema: '',
    metadata: '',
    summary: '',
    state: 'pending',
    createdAt: '2026-01-01T00:00:00.000Z',
    desiredRevision: known ? 2 : 1,
    appliedRevision: known ? 1 : 0,
    deleted: cell.operation === 'unregister',
    sentBefore,
    attempts: 1,
    fence: 1,
    lastOutcome: null,
  };
}

/** A lost handle record is made again at once; who creates only then finds it standing, because the fault was a lie. */
function recreated(subject: DriverUnderTest, cell: Cell, expected: string): string {
  const { recreate, createOnly } = subject.driver.promises;
  if (expected !== 'drifted' || cell.operation !== 'update' || !recreate) return expected;
  return createOnly ? 'exists' : 'applied';
}

function outcomeOf(result: AttemptResult): string {
  if (result.kind === 'failed') return result.failure.class;
  return result.kind === 'withdrawn' ? 'applied' : result.kind;
}
