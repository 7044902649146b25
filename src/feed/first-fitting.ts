/** How much one transaction of the publisher takes on: it holds the write gate. */
export interface WriteLimits {
  count: number;
  bytes: number;
}

/** The first things that fit together into the limits; one is always taken, however large it is. */
export function firstFitting<T>(
  things: readonly T[],
  bytesOf: (thing: T) => number,
  limits: WriteLimits,
): T[] {
  const fitting: T[] = [];
  let bytes = 0;
  for (const thing of things) {
    bytes += bytesOf(thing);
    if (fitting.length > 0 && (bytes > limits.bytes || fitting.length >= limits.count)) break;
    fitting.push(thing);
  }
  return fitting;
}
