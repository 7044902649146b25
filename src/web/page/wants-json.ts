/** True for programs that read JSON and no pages: they get errors as REST shows them. */
export const wantsJson = (accept: string | undefined): boolean =>
  accept !== undefined && /\bapplication\/(problem\+)?json\b/.test(accept) && !accept.includes('text/html');
