/**
 * The entry of a table by a key that a document chose; undefined when there is none. What every object inherits
 * (`constructor`, `toString` …) is no entry.
 */
export function lookUp<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
