/**
 * The address of a link, judged as a browser would: only http and https, never with credentials in it.
 * @returns the parsed URL's own spelling, or undefined when the text must not become a link
 */
export function webLink(text: string | undefined | null): string | undefined {
  if (text === undefined || text === null || !URL.canParse(text.trim())) return undefined;
  const url = new URL(text.trim());
  const isWeb =
    (url.protocol === 'http:' || url.protocol === 'https:') && url.username === '' && url.password === '';
  return isWeb ? url.href : undefined;
}
