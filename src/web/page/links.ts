/**
 * The address of a link: only http and https, never with credentials in it. Parsed once, for pages have dozens.
 * @returns the parsed URL's own spelling, or undefined when the text must not become a link
 */
export function webLink(text: string | undefined | null): string | undefined {
  const address = text?.trim() ?? '';
  if (!/^https?:/i.test(address)) return undefined;
  try {
    const { href, username, password } = new URL(address);
    return username === '' && password === '' ? href : undefined;
  } catch {
    return undefined;
  }
}
