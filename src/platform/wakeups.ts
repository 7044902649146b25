import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';

/** What may have happened: a handle waits for its service, a change waits for the feed, or a handle settled (published, parked, conflict). */
export type WakeupTopic = 'registration-due' | 'publication-due' | 'settled';

const channel = 'waymark';
/** Behind every wake-up stands a poll, so that a lost notification costs time, never work. */
export const pollMs = 250;

/**
 * Tells waiting loops that something was committed. Hints only: who wakes looks at the database.
 * In one process an emitter; between instances PostgreSQL's LISTEN/NOTIFY.
 */
export class Wakeups {
  private readonly emitter = new EventEmitter().setMaxListeners(0);
  private client: Client | undefined;
  private closed = false;

  /** @param notifyUrl PostgreSQL database whose instances share wake-ups; undefined: this process only */
  constructor(private readonly notifyUrl?: string) {}

  /** Wakes all who listen to the topic, in every instance. Never throws and never waits. */
  wake(topic: WakeupTopic): void {
    this.emitter.emit(topic);
    void this.client?.query(`SELECT pg_notify('${channel}', $1)`, [topic]).catch(() => this.reconnect());
  }

  /** Calls `listener` at each wake-up of the topic until the returned function is called. */
  listen(topic: WakeupTopic, listener: () => void): () => void {
    this.emitter.on(topic, listener);
    return () => this.emitter.off(topic, listener);
  }

  /**
   * Asks `check` at once and at each wake-up of the topic (and every 250 ms) until it yields a value.
   * @returns the value, or undefined when `deadlineMs` passed first
   */
  async until<T>(
    topic: WakeupTopic,
    deadlineMs: number,
    check: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const deadline = performance.now() + deadlineMs;
    for (;;) {
      const woken = this.next(topic, Math.min(pollMs, Math.max(0, deadline - performance.now())));
      const value = await check();
      if (value !== undefined || performance.now() >= deadline || this.closed) {
        woken.cancel();
        return value;
      }
      await woken.promise;
    }
  }

  /** Starts to listen to other instances; without a database there is nothing to do. */
  async connect(): Promise<void> {
    if (this.notifyUrl === undefined || this.closed) return;
    const client = new Client({ connectionString: this.notifyUrl, application_name: 'waymark-wakeups' });
    client.on('notification', ({ payload }) => this.emitter.emit(payload as WakeupTopic));
    client.on('error', () => this.reconnect());
    await client.connect();
    await client.query(`LISTEN ${channel}`);
    this.client = client;
  }

  /** Stops listening and lets every waiting loop end. */
  async close(): Promise<void> {
    this.closed = true;
    for (const topic of this.emitter.eventNames()) this.emitter.emit(topic);
    const client = this.client;
    this.client = undefined;
    await client?.end();
  }

  private next(topic: WakeupTopic, timeoutMs: number) {
    let finish = (): void => undefined;
    const promise = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const timer = setTimeout(finish, timeoutMs);
    this.emitter.on(topic, finish);
    const cancel = () => {
      clearTimeout(timer);
      this.emitter.off(topic, finish);
    };
    return { promise: promise.finally(cancel), cancel };
  }

  private reconnect(): void {
    const lost = this.client;
    this.client = undefined;
    if (lost === undefined || this.closed) return;
    void lost.end().catch(() => undefined);
    void this.connectAgain();
  }

  private async connectAgain(): Promise<void> {
    while (!this.closed && this.client === undefined) {
      await delay(pollMs * 4);
      // The database may stay away for a while; the poll carries on meanwhile.
      await this.connect().catch(() => undefined);
    }
  }
}
