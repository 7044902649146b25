import type { Operation, Reference } from './reference.js';

/** Longer questions are cut: no path is longer. */
const longestQuestion = 200;

/** The operations that have every word of a question in method, path, summary or tag. */
export function matching({ groups }: Reference, question: string): Map<string, Operation[]> {
  const words = question.slice(0, longestQuestion).toLowerCase().split(/\s+/);
  const found = [...groups].map(([tag, operations]) => {
    const hits = operations.filter((operation) => words.every((word) => textOf(operation).includes(word)));
    return [tag, hits] as const;
  });
  return new Map(found.filter(([, operations]) => operations.length > 0));
}

const textOf = ({ method, path, summary, tag, id }: Operation) =>
  `${method} ${path} ${summary} ${tag} ${id}`.toLowerCase();
