/** Every form in which a secret might leak: plain, in hexadecimal, and in Base64 wherever it begins in a longer text. */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // Characters at both ends mix with the neighbours' bits.
    return text.slice(before === 0 ? 0 : before + 1, -1);
  });
  return [secret, encodeURIComponent(secret), bytes.toString('hex'), ...base64];
}

/** Names of the places where any of the secrets shows. */
export function leaks(places: ReadonlyMap<string, string>, secrets: readonly string[]): string[] {
  const forms = secrets.flatMap(formsOf);
  return [...places].filter(([, text]) => forms.some((form) => text.includes(form))).map(([name]) => name);
}
