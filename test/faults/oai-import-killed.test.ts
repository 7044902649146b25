import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Publisher } from '../../src/feed/publisher.js';
import { Database } from '../../src/platform/database/database.js';
import { addItem, publishAll } from '../feed/feed-fixture.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { dublinCore, localServiceId, publish } from '../support/factories.js';
import { askOai } from '../support/oai.js';
import { startProcess, type RunningProcess } from '../support/process.js';

const many = 60;
const few = 10;

let source: TestApp;
let target: TestApp;
let folder: string;
beforeAll(async () => {
  source = await startTestApp({ OAI_PAGE_RECORDS: '2', REPOSITORY_ID: 'source.example.org' });
  target = await startTestApp({ REPOSITORY_ID: 'target.example.org' });
  for (let n = 0; n < few; n++) await publish(source, dublinCore(`Record ${n}`));
});
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'waymark-import-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
afterAll(async () => {
  await source.close();
  await target.close();
});

const importOai = (...options: string[]) =>
  startProcess('cli.js', {}, [
    ...['--url', target.url, '--token', target.adminToken],
    ...['import', 'oai', `${source.url}/oai_pmh`, '--out', folder, ...options],
  ]);

/** Kills a process once it has told of its progress so many times. */
async function killedAfter(lines: number, { child, ended }: RunningProcess) {
  let told = 0;
  child.stderr?.on('data', (text: Buffer | string) => {
    told += String(text).split('\n').length - 1;
    if (told >= lines) child.kill('SIGKILL');
  });
  return ended;
}

const files = () => readdirSync(folder).filter((name) => name.endsWith('.xml'));

describe('waymark import oai, killed on its way', () => {
  it('--register goes on, and every record has one handle', async () => {
    for (let time = 0; time < 2; time++) {
      expect(await killedAfter(1, importOai('--register'))).toMatchObject({ signal: 'SIGKILL' });
      expect(files().length).toBeLessThan(few);
    }
    expect(await importOai('--register').ended).toMatchObject({ code: 0 });
    const { items, text } = await askOai(target, 'verb=ListRecords&metadataPrefix=oai_dc');
    expect(items).toHaveLength(few);
    expect(text.match(/<provenance/g)).toHaveLength(few);
    expect(files()).toHaveLength(few);
  }, 120_000);

  it('into a folder goes on where it was, with what is new, and asks no page twice', async () => {
    const serviceId = await localServiceId(source);
    await source.application.nest.get(Database).write(async (tx) => {
      for (let n = 0; n < many; n++) await addItem(tx, { serviceId });
    });
    await publishAll(source.application.nest.get(Publisher));
    const killed = await killedAfter(3, importOai());
    expect(killed).toMatchObject({ signal: 'SIGKILL' });
    const before = files().length;
    expect(before).toBeLessThan(few + many);
    const finished = await importOai().ended;
    expect(finished).toMatchObject({ code: 0 });
    expect(files()).toHaveLength(few + many);
    const [first = ''] = finished.stderr.split('\n');
    expect(Number(/(\d+) of \d+ records/.exec(first)?.[1])).toBeGreaterThan(2 * 2);
  }, 120_000);
});
