import type { Effect } from '../fakes/fake-server.js';

/** A row of the ledger as the checker needs it. */
export interface CheckedRow {
  id: string;
  pid: string;
  pid_folded: string;
  share_id: string;
  state: string;
  desired_revision: number;
  applied_revision: number;
  published_revision: number;
  registered_at: string | null;
}

/** What was promised to a client: the answer to its registration. */
export interface Promised {
  status: number;
  handleId: string;
  shareId: string;
}

/** Everything that is known after a run. */
export interface History {
  wants: readonly string[];
  promised: readonly Promised[];
  rows: readonly CheckedRow[];
  /** Records outside: PID in lower case, with the handle and revision of their mark; null = no mark of ours. */
  outside: ReadonlyMap<string, { handleId: string; revision: number } | null>;
  effects: readonly Effect[];
  /** Foreign records that stood there before, and what they lead to now. */
  foreign: readonly { before: string; now: string | undefined }[];
}

/** Violations of the invariants, by kind; all zero when nothing was lost, doubled, orphaned or overwritten. */
export interface Verdict {
  lost: string[];
  duplicates: string[];
  orphans: string[];
  overwritten: string[];
  unsettled: string[];
  stale: string[];
  reordered: string[];
  parked: string[];
}

/** Compares promises, ledger and outside. Source: invariants I1–I8 and I17 of the failure model. */
export function judge(history: History): Verdict {
  const byId = new Map(history.rows.map((row) => [row.id, row]));
  const settled = history.rows.filter(({ state }) => state === 'registered');
  return {
    lost: [...lostPromises(history, byId), ...lostOutside(history, settled), ...wantsWithout(history)],
    duplicates: duplicates(history),
    orphans: [...history.outside].filter(([pid, mark]) => mark !== null && byId.get(mark.handleId)?.pid_folded !== pid).map(([pid]) => pid),
    overwritten: history.foreign.filter(({ before, now }) => before !== now).map(({ before }) => before),
    unsettled: history.rows.filter(({ state }) => !['registered', 'tombstoned', 'parked', 'conflict', 'burnt'].includes(state)).map(({ id }) => id),
    stale: settled.filter((row) => row.applied_revision !== row.desired_revision || history.outside.get(row.pid_folded)?.revision !== row.desired_revision).map(({ id }) => id),
    reordered: reordered(history.effects),
    parked: history.rows.filter(({ state }) => state === 'parked' || state === 'conflict').map(({ id }) => id),
  };
} // prettier-ignore

/** I1, I2: every answered registration has its row, and what was called registered stands outside. */
function lostPromises({ promised }: History, byId: Map<string, CheckedRow>): string[] {
  return promised.filter(({ handleId, shareId }) => byId.get(handleId)?.share_id !== shareId).map(({ handleId }) => handleId);
} // prettier-ignore

function lostOutside({ outside }: History, settled: CheckedRow[]): string[] {
  return settled.filter(({ id, pid_folded: pid }) => outside.get(pid)?.handleId !== id).map(({ id }) => id);
}

/** I17: every share that somebody wanted published has its handle. */
function wantsWithout({ wants, rows }: History): string[] {
  const shares = new Set(rows.map(({ share_id: share }) => share));
  return wants.filter((share) => !shares.has(share));
}

/** I4, I7: a name is created once outside and used once here; a share has one handle. */
function duplicates({ rows, effects }: History): string[] {
  const creations = effects.filter(({ kind }) => kind === 'create').map(({ pid }) => pid.toLowerCase());
  return [...repeated(creations), ...repeated(rows.map((row) => row.pid_folded)), ...repeated(rows.map((row) => row.share_id))];
} // prettier-ignore

function repeated(values: string[]): string[] {
  const seen = new Set<string>();
  return values.filter((value) => seen.has(value) || !seen.add(value));
}

/** I6: revisions never go back. */
function reordered(effects: readonly Effect[]): string[] {
  const highest = new Map<string, number>();
  return effects.flatMap(({ pid, revision = 0 }) => {
    const before = highest.get(pid.toLowerCase()) ?? 0;
    highest.set(pid.toLowerCase(), Math.max(before, revision));
    return revision < before ? [pid] : [];
  });
}
