import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { RegistryError } from './errors.js';

/** A stop closes sockets only after so long without a request: what was sent before may still wait to be read. */
const quietMs = 250;
const lookMs = 25;

/** Counts the requests under way, so that a stop can let them end before sockets are closed. */
export class Drain {
  private underWay = 0;
  private draining = false;
  private lastRequestAt = 0;

  /** Counts every request of a server; once draining, new ones are refused with 503. Call before `app.init()`. */
  attach(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', (_request, reply, done) => {
      this.lastRequestAt = performance.now();
      this.underWay++;
      reply.raw.once('close', () => this.underWay--);
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
      (this.underWay > 0 || performance.now() - this.lastRequestAt < quietMs)
    ) {
      await delay(lookMs);
    }
  }
}
