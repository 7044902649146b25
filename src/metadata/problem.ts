/** One finding about a document: an error refuses it, a warning is shown and accepted. Lines count from 1. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  readonly rule: string;
  readonly line: number | null;
  readonly xpath: string | null;
  readonly message: string;
}
