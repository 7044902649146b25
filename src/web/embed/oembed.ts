import { element, xmlDocument } from '../machine/markup.js';
import { clipped, displayName, mainTitle } from '../record/names.js';
import type { PublicRecord } from '../record/record.js';
import { citationCard } from './citation-card.js';

/** What a consumer asks for besides the address. */
export interface EmbedWish {
  /** Pixels at most; undefined: any. */
  maxWidth: number | undefined;
  maxHeight: number | undefined;
}

/** An answer of the rich type. Source: oembed.com, 2.3.4. */
export type EmbedAnswer = Readonly<Record<string, string | number>>;

/** What a card takes where it may; it flows into any width. */
const usual = { width: 600, height: 220 };

/** A record for the pages of others. */
export function embedAnswer(
  record: PublicRecord,
  registry: { name: string; url: string },
  { maxWidth, maxHeight }: EmbedWish,
): EmbedAnswer {
  const creators = record.summary.creators.slice(0, 10).map(displayName).join('; ');
  return {
    version: '1.0',
    type: 'rich',
    title: clipped(mainTitle(record.summary)?.value ?? record.pid),
    ...(creators !== '' && { author_name: clipped(creators) }),
    provider_name: registry.name,
    provider_url: `${registry.url}/`,
    cache_age: 3600,
    html: citationCard(record),
    width: Math.min(usual.width, maxWidth ?? usual.width),
    height: Math.min(usual.height, maxHeight ?? usual.height),
  };
}

/** An answer as XML. */
export function embedXml(answer: EmbedAnswer): string {
  return xmlDocument(
    element(
      'oembed',
      {},
      Object.entries(answer).map(([name, value]) => element(name, {}, [String(value)])),
    ),
  );
}
