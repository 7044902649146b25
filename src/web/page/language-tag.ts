/**
 * A language tag that may stand in a `lang` attribute: well-formed by BCP 47 and with a language of two or three
 * letters. Records hold anything in that place.
 */
export function languageTag(tag: string | undefined): string | undefined {
  // The languages of nearly all records, written as BCP 47 would: nothing to look up.
  if (tag === undefined || /^[a-z]{2}$/.test(tag)) return tag;
  if (!/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$/.test(tag)) return undefined;
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}
