import type { Config } from '../../platform/config.js';
import { element, xmlDocument } from '../machine/markup.js';
import { clipped, displayName, mainTitle } from '../record/names.js';
import type { PublicRecord } from '../record/record.js';

const atom = 'http://www.w3.org/2005/Atom';

/**
 * The newest records as an Atom feed. Source: RFC 4287.
 * @param updated whole second of the newest publication; undefined when there is none
 */
export function atomFeed(
  records: readonly PublicRecord[],
  updated: string | undefined,
  { REPOSITORY_NAME, PUBLIC_URL }: Config,
): string {
  return xmlDocument(
    element('feed', { xmlns: atom }, [
      element('id', {}, [`${PUBLIC_URL}/feed.atom`]),
      element('title', {}, [REPOSITORY_NAME]),
      element('updated', {}, [updated ?? '1970-01-01T00:00:00Z']),
      element('link', { rel: 'self', type: 'application/atom+xml', href: `${PUBLIC_URL}/feed.atom` }),
      element('link', { rel: 'alternate', type: 'text/html', href: `${PUBLIC_URL}/records` }),
      ...records.map(entry),
    ]),
  );
}

function entry(record: PublicRecord) {
  const { summary } = record;
  const authors =
    summary.creators.length > 0 ? summary.creators.map(displayName) : [summary.publisher ?? record.pid];
  const [description] = summary.descriptions;
  return element('entry', {}, [
    element('id', {}, [record.pidUrl]),
    element('title', {}, [clipped(mainTitle(summary)?.value ?? record.pid, 500)]),
    element('updated', {}, [`${record.changedAt.slice(0, 19)}Z`]),
    element('published', {}, [`${record.registeredAt.slice(0, 19)}Z`]),
    ...authors.map((name) => element('author', {}, [element('name', {}, [clipped(name, 300)])])),
    element('link', { rel: 'alternate', type: 'text/html', href: record.pageUrl }),
    ...(description === undefined ? [] : [element('summary', {}, [clipped(description.value, 2000)])]),
  ]);
}
