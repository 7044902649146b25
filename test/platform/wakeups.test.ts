import { afterEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { loadConfig } from '../../src/platform/config.js';
import { Wakeups } from '../../src/platform/wakeups.js';
import { onPostgres, scratchEnvironment } from '../support/environment.js';

const open: Wakeups[] = [];
afterEach(async () => {
  for (const wakeups of open.splice(0)) await wakeups.close();
});

/** Far beyond the 250 ms poll, so that only a wake-up can explain a quick answer. */
const long = 60_000;

function newWakeups(url?: string): Wakeups {
  const wakeups = new Wakeups(url);
  open.push(wakeups);
  return wakeups;
}

describe('until', () => {
  it('asks at once', async () => {
    expect(await newWakeups().until('settled', long, () => Promise.resolve('there'))).toBe('there');
  });

  it('asks once even without time, and yields nothing', async () => {
    let asked = 0;
    const answer = await newWakeups().until('settled', 0, () => {
      asked++;
      return Promise.resolve(undefined);
    });
    expect([answer, asked]).toEqual([undefined, 1]);
  });

  it('asks again at a wake-up, also at one that comes while it asks', async () => {
    const wakeups = newWakeups();
    let asked = 0;
    const answer = await wakeups.until('settled', long, () => {
      asked++;
      if (asked === 1) wakeups.wake('settled');
      return Promise.resolve(asked === 2 ? 'then' : undefined);
    });
    expect(answer).toBe('then');
  });

  it('asks again by poll when the wake-up is lost', async () => {
    let asked = 0;
    const answer = await newWakeups().until('settled', long, () =>
      Promise.resolve(++asked === 3 ? 'found' : undefined),
    );
    expect(answer).toBe('found');
  });

  it('ends when the wake-ups close', async () => {
    const wakeups = newWakeups();
    const waiting = wakeups.until('settled', long, () => Promise.resolve(undefined));
    await wakeups.close();
    expect(await waiting).toBeUndefined();
  });

  it('passes on what the question throws', async () => {
    await expect(
      newWakeups().until('settled', long, () => Promise.reject(new Error('no database'))),
    ).rejects.toThrow('no database');
  });
});

describe('listeners', () => {
  it('hear their topic until they stop', () => {
    const wakeups = newWakeups();
    const heard: string[] = [];
    const stop = wakeups.listen('registration-due', () => heard.push('due'));
    wakeups.wake('registration-due');
    wakeups.wake('settled');
    stop();
    wakeups.wake('registration-due');
    expect(heard).toEqual(['due']);
  });
});

(onPostgres ? describe : describe.skip)('between instances (PostgreSQL only)', () => {
  it('a wake-up reaches the others, also after a lost connection', async () => {
    const scratch = await scratchEnvironment();
    const url = loadConfig(scratch.settings).DATABASE_URL;
    const [here, there] = [newWakeups(url), newWakeups(url)];
    await here.connect();
    await there.connect();
    const heard = () =>
      new Promise<void>((resolve) => {
        const stop = there.listen('publication-due', () => {
          stop();
          resolve();
        });
      });
    const first = heard();
    here.wake('publication-due');
    await first;

    await endListener(url ?? '');
    const second = heard();
    const repeat = setInterval(() => here.wake('publication-due'), 50);
    await second;
    clearInterval(repeat);
    for (const wakeups of open.splice(0)) await wakeups.close();
    await scratch.remove();
  });
});

/** Ends the connections that listen, as a restart of the database would. */
async function endListener(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'waymark-wakeups' AND datname = current_database()",
  );
  await client.end();
}
