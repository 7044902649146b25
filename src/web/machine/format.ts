import type { PublicRecord } from '../record/record.js';
import type { Offer } from './accept.js';

/** What a format may look up beyond the record itself. */
export interface FormatSources {
  registryName: string;
  publicUrl: string;
  /** The record as rendered for a metadataPrefix, without an XML declaration. */
  disseminated: (prefix: string) => Promise<string | undefined>;
  /** The record as stored: revised, with its PID. */
  storedXml: () => Promise<string | undefined>;
  /** The record as `GET /handles/{id}/public` answers it. */
  apiView: () => Promise<object | undefined>;
  /** Parameters that the client named the media type with, such as `style` and `locale`. */
  parameters: ReadonlyMap<string, string>;
}

/** A machine-readable form of a record. */
export interface RecordFormat {
  /** Value of `?format=`. */
  name: string;
  /** What the export menu calls it; standards have no translation. */
  title: string;
  mediaType: string;
  /** Further media types that it is asked for by. */
  aliases?: readonly Offer<string>[];
  /** Parameters of the media type that tell it from other forms of the same type. */
  requires?: Readonly<Record<string, string>>;
  profile?: string;
  /** True when it describes the record (rather than its links or its API). */
  describes: boolean;
  /** Schemas whose records have this form; absent: all. */
  schemas?: readonly string[];
  /** True when only live records have it, not withdrawn ones. */
  liveOnly?: boolean;
  /** File name extension. */
  extension: string;
  /** The text, or undefined when this record has no such form. */
  render: (record: PublicRecord, sources: FormatSources) => Promise<string | undefined> | string;
}

/** Where a form of a record is found: below its page. */
export function exportUrl(record: PublicRecord, format: Pick<RecordFormat, 'name'>): string {
  return `${record.pageUrl}?format=${format.name}`;
}
