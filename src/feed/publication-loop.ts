import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { setImmediate } from 'node:timers/promises';
import { Readiness } from '../platform/health.controller.js';
import { LOGGER, type PinoLogger } from '../platform/logging.js';
import { Wakeups } from '../platform/wakeups.js';
import { Publisher } from './publisher.js';

/** Keeps publishing: at each wake-up, and by poll behind it. Says in `/readyz` why it cannot. */
@Injectable()
export class PublicationLoop implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private stopped = false;
  private trouble: string | undefined;
  private loop: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly publisher: Publisher,
    private readonly wakeups: Wakeups,
    @Inject(LOGGER) private readonly logger: PinoLogger,
    readiness: Readiness,
  ) {
    readiness.add('feed', async () => this.trouble ?? (await this.publisher.clockFault()));
  }

  onApplicationBootstrap(): void {
    this.loop = this.wakeups.until('publication-due', Infinity, () => this.drain());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    this.wakeups.wake('publication-due');
    await this.loop;
  }

  /**
   * Publishes until nothing is due, and packs the feed between whiles.
   * @returns true once the application stops, so that the loop ends
   */
  private async drain(): Promise<true | undefined> {
    try {
      // Between passes whoever gave way to these writes goes on.
      do await this.publishAll();
      while (!this.stopped && (await this.publisher.packOnce()) && (await setImmediate(true)));
      this.trouble = undefined;
    } catch (error) {
      // The top of a loop of its own: the next poll tries again, and readiness tells until one works.
      this.trouble = 'the last publication failed; it is tried again';
      this.logger.error({ err: error }, 'publication failed');
    }
    return this.stopped ? true : undefined;
  }

  private async publishAll(): Promise<void> {
    while (!this.stopped && (await this.publisher.isDue())) {
      const { published, swept } = await this.publisher.runOnce();
      if (published === 0 && swept === undefined) break;
    }
  }
}
