import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import path from 'node:path';
import { newId } from '../../platform/ids.js';
import { HandleError } from '../outcome.js';
import type { QueuedOperation } from './batch-operation.js';
import { linesOf } from './lines.js';

const cipher = 'aes-256-ctr';
const pieceLength = 65_536;
const largestBytes = 2 ** 31;

/**
 * Operations that wait on disk for their turn. A batch may hold secret keys, so they are written under a key that only
 * this object knows, and the file has no name: whatever ends the process leaves nothing behind.
 */
export class BatchSpool {
  private readonly key = randomBytes(32);
  private readonly start = randomBytes(16);
  private readonly encryption = createCipheriv(cipher, this.key, this.start);
  private pending = '';
  private bytes = 0;

  private constructor(private readonly file: FileHandle) {}

  /** @param folder where there is room for it */
  static async open(folder: string): Promise<BatchSpool> {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const name = path.join(folder, `batch-${newId()}`);
    const file = await open(name, 'wx+', 0o600);
    await unlink(name);
    return new BatchSpool(file);
  }

  /** @throws HandleError protocolError with HTTP 413 when the batch is too large */
  async add(operation: QueuedOperation): Promise<void> {
    this.pending += `${JSON.stringify(operation)}\n`;
    if (this.pending.length >= pieceLength) await this.flush();
  }

  /** All operations in their order. Nothing may be added any more. */
  async *operations(): AsyncGenerator<QueuedOperation> {
    await this.flush();
    for await (const line of linesOf(this.plain(), Infinity)) yield JSON.parse(line) as QueuedOperation;
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  private async flush(): Promise<void> {
    const text = this.pending;
    this.pending = '';
    this.bytes += text.length;
    if (this.bytes > largestBytes)
      throw new HandleError('protocolError', 'The file is too large: send it in parts', { status: 413 });
    await this.file.writeFile(this.encryption.update(text, 'utf8'));
  }

  private async *plain(): AsyncGenerator<Uint8Array> {
    const decryption = createDecipheriv(cipher, this.key, this.start);
    const stored = this.file.createReadStream({ start: 0, autoClose: false, highWaterMark: pieceLength });
    for await (const piece of stored) yield decryption.update(piece as Uint8Array);
  }
}
