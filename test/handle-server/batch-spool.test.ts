import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { QueuedOperation } from '../../src/handle-server/batch/batch-operation.js';
import { BatchSpool } from '../../src/handle-server/batch/batch-spool.js';

const queued = (ordinal: number): QueuedOperation => ({
  ordinal,
  operation: {
    line: ordinal,
    what: 'create',
    subject: 'é',
    digest: '',
    action: { kind: 'home', prefix: 'SECRET' },
  },
  identity: { handle: '21.T1/é', index: 300 },
});

describe('operations that wait', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'waymark-spool-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('come back in their order, from a file without a name', async () => {
    const spool = await BatchSpool.open(folder);
    const operations = Array.from({ length: 5000 }, (_, n) => queued(n + 1));
    for (const operation of operations) await spool.add(operation);
    expect(readdirSync(folder)).toEqual([]);
    const back: QueuedOperation[] = [];
    for await (const operation of spool.operations()) back.push(operation);
    expect(back).toEqual(operations);
    await spool.close();
  });

  const onLinux = process.platform === 'linux';
  (onLinux ? it : it.skip)(`cannot be read on the disk${onLinux ? '' : ' (no /proc)'}`, async () => {
    const spool = await BatchSpool.open(folder);
    for (let ordinal = 1; ordinal <= 1000; ordinal++) await spool.add(queued(ordinal));
    const stored = readdirSync('/proc/self/fd').flatMap((number) => {
      const file = `/proc/self/fd/${number}`;
      return linkOf(file).startsWith(path.join(folder, 'batch-')) ? [readFileSync(file, 'latin1')] : [];
    });
    await spool.close();
    expect(stored.map(({ length }) => length > 100_000)).toEqual([true]);
    expect(stored.join('')).not.toContain('SECRET');
  });
});

/** '' for one that was closed meanwhile. */
function linkOf(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}
