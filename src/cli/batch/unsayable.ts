/** What an export looks at in a value. */
interface ValueOutline {
  index: number;
  type: string;
  ttl: number | string;
  references: readonly unknown[];
}

/** Why a batch file cannot hold a record at all; undefined when it can. */
export function unsayableRecord(handle: string, values: readonly ValueOutline[]): string | undefined {
  if (handle !== handle.trim()) return 'the name begins or ends with a blank, which is not read back';
  return values.some(isSayable) ? undefined : 'a record without values has no form';
}

/** True unless the type has blanks, which end it in a value line. */
export const isSayable = ({ type }: ValueOutline): boolean => !/\s/.test(type);

/** What a batch file does not say of a record that it holds, a sentence for each. */
export function lossesOf(values: readonly ValueOutline[]): string[] {
  return values.flatMap((value) => {
    if (!isSayable(value)) return [`value ${value.index} is left out: its type has blanks`];
    return [
      ...(typeof value.ttl === 'string' ? [`value ${value.index}: its absolute TTL becomes a day`] : []),
      ...(value.references.length > 0 ? [`value ${value.index}: its references are left out`] : []),
    ];
  });
}
