import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { RegistryError } from './errors.js';

/** A stop closes sockets only after so long without a request: what was sent before may still wait to be read. */
const quietMs = 250;
const lookMs = 25;

/** Knows the requests under way, so that a stop can let them end before sockets are closed. */
export class Drain {
  /**
   * The last answer of each open connection; all before it are out, for answers leave in order. A listener on every answer
   * would keep each of them in memory until the next full collection.
   */
  private readonly lastAnswers = new Map<Socket, ServerResponse>();
  private draining = false;
  private lastRequestAt = 0;

  /** Follows every request of a server; once draining, new ones are refused with 503. Call before `app.init()`. */
  attach(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', (request, reply, done) => {
      this.lastRequestAt = performance.now();
      this.remember(request.raw.socket, reply.raw);
      if (!this.draining) {
        done();
        return;
      }
      void reply.header('connection', 'close');
      done(new RegistryError('serviceUnavailable', {}, { headers: { 'retry-after': '5' } }));
    });
  }

  /** Refuses new requests and resolves when those under way have ended, at the latest after `limitMs`. */
  async finish(limitMs: number): Promise<void> {
    this.draining = true;
    const deadline = performance.now() + limitMs;
    while (
      performance.now() < deadline &&
      (this.isUnderWay() || performance.now() - this.lastRequestAt < quietMs)
    ) {
      await delay(lookMs);
    }
  }

  private remember(socket: Socket, answer: ServerResponse): void {
    if (!this.lastAnswers.has(socket)) socket.once('close', () => this.lastAnswers.delete(socket));
    this.lastAnswers.set(socket, answer);
  }

  private isUnderWay(): boolean {
    return [...this.lastAnswers.values()].some(({ writableFinished }) => !writableFinished);
  }
}
