import { createHash } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MessageChannel, type MessagePort } from 'node:worker_threads';

/** Half of what malloc then keeps free at the end of the heap: two of the largest pages of a list. */
const keptBytes = 8 * 1024 * 1024;

/**
 * Makes malloc keep freed memory for the next page of a list, instead of giving half a megabyte back to the kernel and
 * faulting it in again 128 times. glibc raises its thresholds to the largest mapped block that was ever freed, so one is
 * freed here: a text is copied to be hashed, and the copy is gone when the call returns. Needs no environment variable,
 * and other allocators take no notice.
 * Source: mallopt(3), M_MMAP_THRESHOLD, "dynamic mmap threshold"
 */
export function keepFreedMemory(): void {
  createHash('sha1').update('x'.repeat(keptBytes), 'latin1');
}

/**
 * How much the heap may grow above what was in use after the last full collection, in percent. At 15 readers wait for
 * collections: 27 ms to a landing page's first byte (p95 of 50 connections) instead of 18.
 */
const heapGrowthPercent = 60;

/**
 * Makes the garbage collector take care of old objects early. By itself V8 lets a small heap double before it looks:
 * under a steady load of reads, a hundred megabytes of the process were objects of requests long answered. It reckons from
 * its last full collection, so one is made: for when the application has started.
 */
export function keepHeapSmall(): void {
  setFlagsFromString(`--heap-growing-percent=${heapGrowthPercent}`);
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
}

/** A port that nobody listens to: what is handed over to it is gone. */
const nowhere = closedPort();

function closedPort(): MessagePort {
  const { port1 } = new MessageChannel();
  port1.close();
  return port1;
}

/**
 * Frees a large buffer at once, and leaves it empty. The garbage collector would look through the whole heap once for
 * every 64 MB of buffers: more work than all else that a page of a list needs.
 * @param buffer nobody may use it any more; one that shares its memory with others is left alone
 */
export function release(buffer: Buffer): void {
  if (buffer.byteLength > 0 && buffer.byteLength === buffer.buffer.byteLength)
    nowhere.postMessage(null, [buffer.buffer as ArrayBuffer]);
}
