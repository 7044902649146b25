/** How a batch stands, as the API shows it. */
export interface BatchSummary {
  batchId: string;
  state: 'running' | 'finished' | 'interrupted';
  /** Operations come through so far, of so many. */
  operations: number;
  totalOperations: number;
  successes: number;
  lines: number;
  reason: string | null;
}

/** One result of a batch, as the API lists them. */
export interface BatchResult {
  ordinal: number;
  line: number;
  operation: string;
  subject: string;
  responseCode: number | null;
  message: string | null;
}

/** A result as a line in the manner of hdl-genericbatch, with the true number of the file's line. */
export function logLine({ line, operation, subject, responseCode, message }: BatchResult): string {
  if (responseCode === 1) return `==>SUCCESS[${line}]: ${operation}:${subject}`;
  if (responseCode === null) return `==>INVALID[${line}]: ${message ?? ''}`;
  return `==>FAILURE[${line}]: ${operation}:${subject}: Error(${responseCode}): ${(message ?? '').toUpperCase()}`;
}

/** The last lines of a log. */
export function closingLines(
  { operations, successes, lines }: Pick<BatchSummary, 'operations' | 'successes' | 'lines'>,
  startedAt: Date,
  finishedAt: Date,
): string[] {
  const seconds = (finishedAt.getTime() - startedAt.getTime()) / 1000;
  const rate = Math.round(operations / Math.max(seconds, 0.001));
  return [
    `Successes/Total Entries: ${successes}/${operations}`,
    `Batch File Lines: ${lines}`,
    `Finish Time: ${finishedAt.toString()}`,
    `This batch took ${seconds.toFixed(1)} seconds to complete at an average speed of ${rate} operations/second`,
  ];
}
