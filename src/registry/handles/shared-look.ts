import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { type HandleProgress, progressOfHandles } from './handles.queries.js';

type Found = ReadonlyMap<string, HandleProgress>;

/**
 * Looks where handles stand. Each publication wakes every waiting request at once, and each of them looks: those who
 * ask in the same turn of the event loop share one statement.
 */
@Injectable()
export class SharedLook {
  private asked: { ids: Set<string>; found: Promise<Found> } | undefined;

  constructor(private readonly database: Database) {}

  /** Where a handle stands at some instant after the call; undefined when there is none of that id. */
  async at(id: string): Promise<HandleProgress | undefined> {
    this.asked ??= this.gather();
    this.asked.ids.add(id);
    return (await this.asked.found).get(id);
  }

  private gather() {
    const ids = new Set<string>();
    const found = new Promise<Found>((resolve, reject) => {
      setImmediate(() => {
        // Whoever asks from now on may have been woken by a later commit than this read sees.
        this.asked = undefined;
        this.look(ids).then(resolve, reject);
      });
    });
    return { ids, found };
  }

  private async look(ids: Set<string>): Promise<Found> {
    const rows = await this.database.read((reader) => progressOfHandles(reader, [...ids]));
    return new Map(rows.map((row) => [row.id, row]));
  }
}
