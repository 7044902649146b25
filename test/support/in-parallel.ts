/** Does a task for each item, so many at a time; answers the results in the items' order. */
export async function inParallel<T, R>(
  width: number,
  items: readonly T[],
  task: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const waiting = items.entries();
  const worker = async () => {
    for (const [place, item] of waiting) results[place] = await task(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
