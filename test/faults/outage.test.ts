import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { createShare, createSpace, idOf, register } from '../support/factories.js';
import { FakeHandleNet } from '../support/fakes/fake-handle-net.js';

const full = process.env['WAYMARK_FAULTS'] === 'full';
const downMs = full ? 120_000 : 6000;
const wanted = full ? 1000 : 60;
const drainMs = 90_000;

describe(`a service that is down for ${downMs / 1000} s under ${wanted} registrations`, () => {
  const fake = new FakeHandleNet();
  let app: TestApp;
  let serviceId: string;

  beforeAll(async () => {
    await fake.start();
    app = await startTestApp({ OUTGOING_ALLOW: fake.allowed, REGISTRATION_DEADLINE_MS: '2000' });
    const serviceProperties = {
      type: 'Handle',
      prefix: '21.T1',
      endpoint: `${fake.url}/api/handles`,
      username: fake.username,
      password: fake.password,
    };
    serviceId = idOf(
      await app.call('POST', '/handle_services', { body: { name: 'Remote', serviceProperties } }),
    );
  });
  afterAll(async () => {
    await app.close();
    await fake.stop();
  });

  const status = async () => (await app.call('GET', `/handle_services/${serviceId}/status`)).json;

  it('neither loses nor blocks a publication, and catches up on its return', async () => {
    const space = await createSpace(app);
    const shares: string[] = [];
    while (shares.length < wanted) shares.push(await createShare(app, space));
    fake.faults = () => ({ kind: 'status', status: 503 });
    const before = fake.requests.length;
    // The first few open the breaker; what counts is how the others are answered.
    await Promise.all(shares.splice(0, 8).map((shareId) => register(app, { shareId, serviceId })));
    expect((await status()).breaker.state).not.toBe('closed');
    const opened = performance.now();
    const requestsAtOpening = fake.requests.length;
    const latencies: number[] = [];
    const pauseMs = downMs / (wanted - 8) / 2;
    for (const shareId of shares) {
      const asked = performance.now();
      const answer = await register(app, { shareId, serviceId });
      latencies.push(performance.now() - asked);
      expect(answer.status).toBe(202);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    const rest = downMs - (performance.now() - opened);
    if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
    const downForS = (performance.now() - opened) / 1000;
    const probesPer10s = ((fake.requests.length - requestsAtOpening) / downForS) * 10;
    fake.faults = () => undefined;
    const drainedMs = await drained();
    latencies.sort((one, other) => one - other);
    const p99 = latencies[Math.floor(latencies.length * 0.99)] ?? 0;
    process.stdout.write(
      `${JSON.stringify({ wanted, downForS: Math.round(downForS), p99Ms: Math.round(p99), probesPer10s: Number(probesPer10s.toFixed(1)), requestsBefore: before, drainedMs })}\n`,
    );
    expect(p99).toBeLessThan(500);
    expect(probesPer10s).toBeLessThanOrEqual(5);
    expect(drainedMs).toBeLessThan(drainMs);
    expect((await status()).queue).toMatchObject({ depth: 0, parked: 0, conflict: 0 });
    expect(fake.records.size).toBe(wanted);
  }, 600_000);

  async function drained(): Promise<number> {
    const since = performance.now();
    while ((await status()).queue.depth > 0 && performance.now() - since < drainMs * 2) {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return Math.round(performance.now() - since);
  }
});
