/** An attribute with the white space before it: its name, and its value in quotes. Sticky. */
export const ATTRIBUTE = /[ \t\n]+([^ \t\n=>/"'<]+)[ \t\n]*=[ \t\n]*("[^"]*"|'[^']*')/y;

/** The prefix that an attribute of that name declares, empty for the default namespace; undefined when it is none. */
export function declaredPrefix(name: string): string | undefined {
  if (name === 'xmlns') return '';
  return name.startsWith('xmlns:') ? name.slice(6) : undefined;
}
