/** What a semantic check found wrong with a value. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  readonly rule: string;
  readonly message: string;
}
