/** A rendered page with the header that was made from the same record. */
export interface RenderedPage {
  body: Buffer;
  link: string;
}

/**
 * Rendered pages by their entity tag, the least used thrown out first. A tag covers all that a page is made of, so a
 * page here is never out of date.
 */
export class PageCache {
  private readonly pages = new Map<string, RenderedPage>();
  private bytes = 0;

  /** @param mostBytes of page bodies that are kept */
  constructor(private readonly mostBytes: number) {}

  get(etag: string): RenderedPage | undefined {
    const page = this.pages.get(etag);
    if (page === undefined) return undefined;
    // A Map keeps the order of insertion: to be used is to be inserted anew.
    this.pages.delete(etag);
    this.pages.set(etag, page);
    return page;
  }

  set(etag: string, page: RenderedPage): void {
    if (this.pages.has(etag) || page.body.length > this.mostBytes / 16) return;
    this.pages.set(etag, page);
    this.bytes += page.body.length;
    for (const [oldest, { body }] of this.pages) {
      if (this.bytes <= this.mostBytes) break;
      this.pages.delete(oldest);
      this.bytes -= body.length;
    }
  }
}
