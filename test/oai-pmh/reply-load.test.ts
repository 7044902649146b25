import { describe, expect, it } from '@jest/globals';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ReplyLoad } from '../../src/oai-pmh/reply-load.js';

/** More than the kernel takes for a harvester that does not read. */
const pageBytes = 16 * 1024 * 1024;

describe('the load of replies', () => {
  it('is full while as many as allowed are being made', async () => {
    const load = new ReplyLoad({ making: 2, unreadBytes: 10 });
    const ends: (() => void)[] = [];
    const making = [1, 2].map(() => load.during(() => new Promise<void>((resolve) => ends.push(resolve))));
    expect(load.isFull).toBe(true);
    ends[0]?.();
    await making[0];
    expect(load.isFull).toBe(false);
    ends[1]?.();
    await expect(load.during(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(load.isFull).toBe(false);
  });

  it.each([
    ['reads it', (page: IncomingMessage) => void page.resume()],
    ['goes away', (page: IncomingMessage) => void page.destroy()],
  ])('is full of a page until its harvester %s', async (_what, release) => {
    const load = new ReplyLoad({ making: 10, unreadBytes: pageBytes });
    let isOver: Promise<void> = Promise.resolve();
    const server = createServer((_request, response) => {
      response.end(Buffer.alloc(pageBytes, ' '));
      load.untilRead(response, pageBytes);
      isOver = new Promise((resolve) => response.once('close', resolve));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const page = await new Promise<IncomingMessage>((resolve, reject) => {
      get({ port: (server.address() as AddressInfo).port, agent: false }, resolve).on('error', reject);
    });
    expect(load.isFull).toBe(true);
    release(page);
    await isOver;
    expect(load.isFull).toBe(false);
    server.close();
  });
});
