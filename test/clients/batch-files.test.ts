import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type HandleServerUnderTest,
  runBatch,
  startHandleServer,
} from '../handle-server/handle-server-fixture.js';
import { checkouts, missingFor, runPython, scratchCheckout } from './python-clients.js';

/** Writes a batch file with every method of pyhandle's batch client. */
const write = `
import sys
from pyhandle.client.batchhandleclient import BatchHandleClient
file, user, password = sys.argv[1:]
client = BatchHandleClient(batch_file_path=file)
client.create_batch_file(overwrite=True)
client.authenticate_seckey(user, password)
for name in ('21.T1/one', '21.T1/two'):
    client.register_handle_batch(name, 'https://data.example.org/' + name, 200, '0.NA/21.T1', '110011111111')
client.modify_handle_value('21.T1/one', index=1, type='URL', data='https://new.example.org/')
client.add_handle_value('21.T1/one', index=3, type='EMAIL', data='a@b.example')
client.add_handle_value('21.T1/one', index=4, type='TEXT', data='to be removed')
client.delete_handle_value('21.T1/one', [3, 4])
client.add_handle_value('21.T1/one', index=5, type='CHECKSUM', data='kept')
client.delete_handle('21.T1/two')
`;

describe('batch files that pyhandle writes', () => {
  let server: HandleServerUnderTest;
  beforeAll(async () => {
    server = await startHandleServer();
  });
  afterAll(() => server.app.close());

  for (const checkout of checkouts.filter(({ name }) => name === 'pyhandle')) {
    const missing = missingFor(checkout);
    const title = `run to the end: ${checkout.version}${missing === undefined ? '' : ` (${missing})`}`;
    (missing === undefined ? it : it.skip)(title, async () => {
      const scratch = scratchCheckout(checkout, {});
      const folder = mkdtempSync(path.join(tmpdir(), 'waymark-batch-'));
      const file = path.join(folder, 'batch');
      await runPython(scratch.folder, write, file, server.username, server.password);
      const text = readFileSync(file, 'utf8');
      rmSync(folder, { recursive: true });
      scratch.remove();
      const { batch } = await runBatch(server, text);
      const failures = `/api/batch/${batch.batchId}/results?failures=true`;
      const { results } = (await server.call('GET', failures, { as: null })).json;
      expect([batch.state, results]).toEqual(['finished', []]);
      expect(batch.operations).toBe(text.match(/^(CREATE|ADD|MODIFY|REMOVE|DELETE) /gm)?.length);
      expect(batch.successes).toBe(batch.operations);
      const one = (await server.call('GET', '/api/handles/21.T1/one', { as: null })).json;
      expect(
        one.values.map(({ index, data }: { index: number; data: { value: unknown } }) => [index, data.value]),
      ).toEqual([
        [100, { handle: '0.NA/21.T1', index: 200, permissions: '111111110011' }],
        [1, 'https://new.example.org/'],
        [5, 'kept'],
      ]);
      expect((await server.call('GET', '/api/handles/21.T1/two', { as: null })).status).toBe(404);
      await server.call('DELETE', '/api/handles/21.T1/one');
    });
  }
});
