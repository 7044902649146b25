import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const entry = z.union([
  z.object({ space: z.string() }),
  // null: it is gone again.
  z.object({ identifier: z.string(), share: z.string().nullable() }),
  z.object({ identifier: z.string(), handle: z.string().nullable() }),
]);
type Entry = z.output<typeof entry>;

const fileName = '.waymark-registered.jsonl';

/**
 * What an import has made in the registry, a line each, written as soon as it exists: whatever kills the import, the next
 * one finds what was begun and makes nothing twice.
 */
export class ImportJournal {
  private readonly file: string;
  private space: string | undefined;
  private readonly shares = new Map<string, string>();
  private readonly handles = new Map<string, string>();

  /** @param folder of the import; what its journal says is read */
  constructor(folder: string) {
    this.file = path.join(folder, fileName);
    for (const line of wholeLines(this.file)) this.remember(entry.parse(JSON.parse(line)));
  }

  /** The space of the imported shares. */
  get spaceId(): string | undefined {
    return this.space;
  }

  /** The share that was made for an OAI identifier. */
  shareOf(identifier: string): string | undefined {
    return this.shares.get(identifier);
  }

  /** The handle that was registered for an OAI identifier. */
  handleOf(identifier: string): string | undefined {
    return this.handles.get(identifier);
  }

  keep(made: Entry): void {
    appendFileSync(this.file, `${JSON.stringify(made)}\n`);
    this.remember(made);
  }

  private remember(made: Entry): void {
    if ('space' in made) this.space = made.space;
    else if ('handle' in made) put(this.handles, made.identifier, made.handle);
    else put(this.shares, made.identifier, made.share);
  }
}

function put(map: Map<string, string>, key: string, value: string | null): void {
  if (value === null) map.delete(key);
  else map.set(key, value);
}

/** The lines of a file; one that was cut off while it was written is taken away. */
function wholeLines(file: string): string[] {
  if (!existsSync(file)) return [];
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf('\n') + 1;
  if (end < bytes.length) truncateSync(file, end);
  return bytes
    .subarray(0, end)
    .toString()
    .split('\n')
    .filter((line) => line !== '');
}
