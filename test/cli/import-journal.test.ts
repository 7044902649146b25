import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ImportJournal } from '../../src/cli/oai/import-journal.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'waymark-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the journal of an import', () => {
  it('knows again what was made, by identifier', () => {
    const journal = new ImportJournal(folder);
    journal.keep({ space: 's' });
    journal.keep({ identifier: 'oai:x:1', share: 'one' });
    journal.keep({ identifier: 'oai:x:1', handle: 'h' });
    journal.keep({ identifier: 'oai:x:2', share: 'two' });
    journal.keep({ identifier: 'oai:x:2', share: null });
    const again = new ImportJournal(folder);
    expect(again.spaceId).toBe('s');
    expect([again.shareOf('oai:x:1'), again.handleOf('oai:x:1')]).toEqual(['one', 'h']);
    expect([again.shareOf('oai:x:2'), again.handleOf('oai:x:2')]).toEqual([undefined, undefined]);
  });

  it('loses only the line that was cut off, and goes on after the whole ones', () => {
    new ImportJournal(folder).keep({ identifier: 'a', share: 'one' });
    const [file = ''] = readdirSync(folder);
    appendFileSync(path.join(folder, file), '{"identifier":"b","sha');
    new ImportJournal(folder).keep({ identifier: 'c', share: 'three' });
    const again = new ImportJournal(folder);
    expect(['a', 'b', 'c'].map((one) => again.shareOf(one))).toEqual(['one', undefined, 'three']);
  });
});
