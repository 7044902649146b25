import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { basic, batchUntil } from '../handle-server/handle-server-fixture.js';
import { callerOf, type Caller } from '../support/app.js';
import { onPostgres, scratchEnvironment, type ScratchEnvironment } from '../support/environment.js';
import { runCommand, startProcess, startServerProcess, type ServerProcess } from '../support/process.js';

const count = 4000;
// With several servers the death of one shows only by its silence: test/handle-server/batch-ledger.test.ts.
const title = `a batch whose server is killed${onPostgres ? ' (SQLite only: there its end is known at once)' : ''}`;

(onPostgres ? describe.skip : describe)(title, () => {
  let scratch: ScratchEnvironment;
  let server: ServerProcess;
  let caller: Caller;
  const file = (name: string) => path.join(scratch.settings['DATA_DIR'] ?? '', name);
  const log = () => (existsSync(file('run.log')) ? readFileSync(file('run.log'), 'utf8') : '');
  const successes = () => log().match(/^==>SUCCESS/gm)?.length ?? 0;

  beforeAll(async () => {
    scratch = await scratchEnvironment();
    caller = callerOf(scratch.settings['PUBLIC_URL'] ?? '', scratch.settings['ADMIN_TOKEN'] ?? '');
    server = await startServerProcess(scratch.settings);
  }, 60_000);
  afterAll(async () => {
    await server.kill();
    await scratch.remove();
  });

  it('shows results while it runs, says that it was interrupted, and goes on repeating nothing', async () => {
    const { username, password } = (await caller.call('POST', '/prefixes', { body: { prefix: '21.T1' } }))
      .json;
    const blocks = Array.from(
      { length: count },
      (_, n) =>
        `CREATE 21.T1/k-${n}\n100 HS_ADMIN 86400 1110 ADMIN 200:111111111111:0.NA/21.T1\n1 URL 86400 1110 UTF8 https://example.org/${n}\n\n`,
    );
    writeFileSync(file('run.hdl'), `AUTHENTICATE SECKEY:${username}\n${password}\n\n${blocks.join('')}`);
    const cut = startProcess('cli.js', scratch.settings, ['batch', file('run.hdl'), file('run.log')]);
    while (successes() < 100 && cut.child.exitCode === null) await delay(20);
    await server.kill();
    const { code, stderr } = await cut.ended;
    expect([code, stderr]).toEqual([1, expect.stringMatching(/cannot be reached/)]);
    const told = successes();
    expect([told >= 100, told < count]).toEqual([true, true]);
    expect(log()).not.toContain('Finish Time');

    server = await startServerProcess(scratch.settings);
    const id = /--resume ([0-9a-f]{32})/.exec(stderr)?.[1] ?? '';
    const batch = await batchUntil({ app: caller }, id, () => true);
    expect([batch.state, batch.successes, batch.operations >= told]).toEqual([
      'interrupted',
      batch.operations,
      true,
    ]);
    const of = (method: string, n: number) =>
      caller.call(method, `/api/handles/21.T1/k-${n}`, {
        root: true,
        token: null,
        headers: { authorization: basic({ username, password }) },
      });
    expect((await of('GET', batch.operations - 1)).status).toBe(200);
    expect((await of('GET', batch.operations)).status).toBe(404);
    expect((await of('DELETE', 7)).status).toBe(200);
    const resumed = await runCommand(scratch.settings, 'batch', file('run.hdl'), '--resume', id);
    expect([resumed.code, resumed.stdout]).toEqual([
      0,
      expect.stringContaining(`Successes/Total Entries: ${count}/${count}\n`),
    ]);
    expect(resumed.stdout.match(/^==>SUCCESS/gm)).toHaveLength(count);
    expect([(await of('GET', 7)).status, (await of('GET', count - 1)).status]).toEqual([404, 200]);
  }, 120_000);
});
