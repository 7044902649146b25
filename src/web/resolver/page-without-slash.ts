/** Pages whose address readers may end with a slash; a PID may end with one of its own. */
const pages = /^(\/(?:share\/[\w-]+|records|oai(?:\/check)?|api\/docs\/\w+|accessibility|credentials))\/$/;

/**
 * Where a page is that was asked for with a slash behind its address.
 * @param url path and query as asked
 * @returns undefined when it is no such page
 */
export function pageWithoutSlash(url: string): string | undefined {
  const [path = '', query] = url.split('?', 2);
  const page = pages.exec(path)?.[1];
  return page === undefined || query === undefined ? page : `${page}?${query}`;
}
