/**
 * The candidate that a wrong word was probably meant to be: the same letters in another case or with other separators,
 * else the nearest within two edits (one for short words). Undefined when nothing is near.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const plain = simplified(word);
  const same = candidates.find(
    (candidate) => simplified(candidate) === plain || localPart(candidate) === plain,
  );
  if (same !== undefined || plain.length > 64) return same;
  const tolerance = plain.length <= 4 ? 1 : 2;
  let best: string | undefined;
  let bestDistance = tolerance + 1;
  for (const candidate of candidates) {
    const distance = editDistance(plain, simplified(candidate), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** `; did you mean "Dataset"?` or nothing, to end a problem's sentence with. */
export function suggestion(word: string, candidates: readonly string[]): string {
  const near = nearest(word, candidates);
  return near === undefined || near === word ? '' : `; did you mean "${near}"?`;
}

function localPart(candidate: string): string {
  return simplified(candidate.replace(/^[a-z_]+:/, ''));
}

function simplified(word: string): string {
  return word.toLowerCase().replace(/[\s_:-]/g, '');
}

/** Optimal string alignment distance (insert, delete, replace, swap neighbours); gives up at `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) row.push(cell({ a, b, i, j }, row, last, beforeLast));
    if (Math.min(...row) >= limit) return limit;
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? limit;
}

function cell(
  at: { a: string; b: string; i: number; j: number },
  row: readonly number[],
  last: readonly number[],
  beforeLast: readonly number[],
): number {
  const { a, b, i, j } = at;
  const cost = a[i - 1] === b[j - 1] ? 0 : 1;
  const far = Number.MAX_SAFE_INTEGER;
  const simple = Math.min((last[j] ?? far) + 1, (row[j - 1] ?? far) + 1, (last[j - 1] ?? far) + cost);
  const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
  return swapped ? Math.min(simple, (beforeLast[j - 2] ?? far) + 1) : simple;
}
