import { type CrashingChild, startChild } from './child.js';

/** Points inside a server, which it passes itself; the others are seen from outside it. */
const inside = ['C0', 'C1', 'C2', 'C3', 'C7'];
/** All of them, in the order in which a registration passes them. */
export const points = ['C0', 'C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'C7', 'C8'];
/** A point that nobody passes any more is as good as an idle kill. */
const idleMs = 3000;
/** Loading takes a processor some seconds, a kill much less: so many servers are loaded side by side. */
const standbys = 3;
/** A server that does not come up in so many tries never will. */
const startTries = 20;

/** Keeps so many servers running, and kills them one after another, each at the next crash point. */
export class Killer {
  /** How many kills happened at each point; `idle`: nobody passed the point in time. */
  readonly hits: Record<string, number> = {};
  done = 0;
  /** `performance.now()` of the last kill. */
  lastKillAt = 0;
  /** Loaded beforehand, so that a start takes no longer than the application's own. */
  private readonly standbys: CrashingChild[] = [];
  private readonly children: (CrashingChild | undefined)[];
  /** What the running kill waits for outside its victim. */
  private awaited: { point: string; passes: number } | undefined;

  /** @param environment of the server of that number */
  constructor(
    private readonly instances: number,
    private readonly random: () => number,
    private readonly environment: (number: number) => Record<string, string>,
  ) {
    this.children = new Array<undefined>(instances).fill(undefined);
  }

  /** Starts every server that is not running. */
  async startAll(): Promise<void> {
    for (let number = 0; number < this.instances; number++) {
      if (!isRunning(this.children[number])) this.children[number] = await this.start(number);
    }
  }

  /** Told of each passing of a point outside the servers: kills one of them when the running kill waits for it. */
  pass(point: string): void {
    if (this.awaited?.point !== point || --this.awaited.passes > 0) return;
    this.awaited = undefined;
    const running = this.children.filter(isRunning);
    running[Math.floor(this.random() * running.length)]?.kill();
    this.count(point);
  }

  /** Kills so many times; a server is up again before the next one is killed. */
  async run(kills: number): Promise<void> {
    for (this.done = 0; this.done < kills; this.done++) {
      await this.killAt(points[this.done % points.length] ?? '', this.done % this.instances);
      this.lastKillAt = performance.now();
      await this.startAll();
    }
  }

  /** Ends every server, by force. */
  async end(): Promise<void> {
    const all = [...this.children, ...this.standbys];
    for (const child of all) child?.kill();
    await Promise.all(all.map(async (child) => child?.gone));
  }

  private async killAt(point: string, number: number): Promise<void> {
    const victim = this.children[number];
    const passes = 1 + Math.floor(this.random() * 3);
    const seen = { idle: false };
    if (inside.includes(point)) victim?.arm(point, passes);
    else this.awaited = { point, passes };
    const timer = setTimeout(() => {
      seen.idle = true;
      this.awaited = undefined;
      victim?.kill();
    }, idleMs);
    await Promise.race(this.children.map(async (child) => child?.gone));
    clearTimeout(timer);
    if (seen.idle) this.count('idle');
    else if (inside.includes(point)) this.count(point);
  }

  private count(point: string): void {
    this.hits[point] = (this.hits[point] ?? 0) + 1;
  }

  private async start(number: number): Promise<CrashingChild> {
    for (let tries = 0; tries < startTries; tries++) {
      const child = this.standbys.shift() ?? startChild('crashing-server');
      child.begin(this.environment(number));
      if (!(await child.ready)) continue;
      while (this.standbys.length < standbys) this.standbys.push(startChild('crashing-server'));
      return child;
    }
    throw new Error(`server ${number} does not start`);
  }
}

const isRunning = (child: CrashingChild | undefined): child is CrashingChild =>
  child !== undefined && child.process.exitCode === null && child.process.signalCode === null;
