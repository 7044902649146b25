import type { ServerResponse } from 'node:http';

/** How much may be under way at the same time. */
export interface LoadLimits {
  /** Replies that are being made. */
  making: number;
  /** Bytes of replies that harvesters have not taken yet. */
  unreadBytes: number;
}

const usual: LoadLimits = { making: 100, unreadBytes: 256 * 1024 * 1024 };

/** What the replies under way cost: where they are too many, new requests are turned away, so that memory stays flat. */
export class ReplyLoad {
  private making = 0;
  private unreadBytes = 0;

  constructor(private readonly limits: LoadLimits = usual) {}

  /** True when no further reply should be begun. */
  get isFull(): boolean {
    return this.making >= this.limits.making || this.unreadBytes >= this.limits.unreadBytes;
  }

  /** Counts a reply while it is made. */
  async during<T>(make: () => Promise<T>): Promise<T> {
    this.making++;
    try {
      return await make();
    } finally {
      this.making--;
    }
  }

  /** Counts a reply that was handed over until its harvester has taken it, or is gone: so long it stays in memory. */
  untilRead(raw: Pick<ServerResponse, 'closed' | 'once'>, bytes: number): void {
    if (raw.closed) return;
    this.unreadBytes += bytes;
    raw.once('close', () => {
      this.unreadBytes -= bytes;
    });
  }
}
