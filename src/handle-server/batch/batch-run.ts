/** One run of a batch. */
export interface BatchRun {
  /** The batch's public id. */
  id: string;
  /** This run of it: a later run takes the batch over, and the earlier one stops. */
  token: string;
  dryRun: boolean;
}

/** How much a batch is. */
export interface BatchSize {
  operations: number;
  lines: number;
}

/** How far a run has come. */
export interface BatchCounts {
  operations: number;
  successes: number;
}
