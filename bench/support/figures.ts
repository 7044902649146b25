/** What a figure must be. */
interface Wanted {
  atLeast?: number;
  atMost?: number;
}

/** What one run sent. */
export interface Sent {
  records: number;
  bytes: number;
  seconds: number;
}

interface Line {
  what: string;
  figure: number;
  'MB/s': number | '';
  'to baseline': string;
  wanted: string;
  met: string;
}

/** The one table of a bench: each figure beside what is wanted of it. */
export class Figures {
  private readonly lines: Line[] = [];
  private readonly missed: string[] = [];

  /** A plain figure. */
  add(what: string, figure: number, wanted: Wanted = {}): void {
    this.put({ what, figure, 'MB/s': '', 'to baseline': '', ...this.verdict(what, figure, wanted) });
  }

  /**
   * Records a second, and their ratio to a baseline's.
   * @returns records a second
   */
  addRate(what: string, sent: Sent, baseline?: number, wanted: Wanted = {}, wantedRatio?: Wanted): number {
    const rate = sent.records / sent.seconds;
    const megabytes = Math.round(sent.bytes / sent.seconds / 1e6);
    const ratio = baseline === undefined ? '' : (rate / baseline).toFixed(2);
    const rateLine = this.verdict(what, rate, wanted);
    this.put({ what, figure: Math.round(rate), 'MB/s': megabytes, 'to baseline': ratio, ...rateLine });
    if (baseline !== undefined && wantedRatio !== undefined)
      this.add(`${what}: ratio to its baseline`, rate / baseline, wantedRatio);
    return rate;
  }

  /** Prints the table; a figure that is missed makes the run fail. */
  print(): void {
    console.table(this.lines);
    for (const miss of this.missed) console.error(miss);
    if (this.missed.length > 0) process.exitCode = 1;
  }

  private put(line: Line): void {
    this.lines.push({ ...line, figure: line.figure < 100 ? Number(line.figure.toFixed(2)) : line.figure });
  }

  private verdict(what: string, figure: number, { atLeast, atMost }: Wanted) {
    if (atLeast === undefined && atMost === undefined) return { wanted: '', met: '' };
    const met = figure >= (atLeast ?? -Infinity) && figure <= (atMost ?? Infinity);
    const wanted = [atLeast === undefined ? '' : `>= ${atLeast}`, atMost === undefined ? '' : `<= ${atMost}`];
    const text = wanted.filter((part) => part !== '').join(', ');
    if (!met) this.missed.push(`${what}: ${figure.toFixed(2)}, wanted ${text}`);
    return { wanted: text, met: met ? 'yes' : 'NO' };
  }
}
