/** Where the reference begins. */
export const referencePath = '/api/docs';

/** The page of a tag, or of the errors. */
export const pageOf = (tag: string): string => `${referencePath}/${encodeURIComponent(tag)}`;

/** The name of the page of all errors; no tag has it. */
export const errorsPage = 'errors';

/** A tag as a heading: `oai_sets` is `OAI sets`. */
export function titleOfTag(tag: string): string {
  const words = tag.replaceAll('_', ' ').replace(/^oai\b/, 'OAI');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
