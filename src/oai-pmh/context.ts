import type { FeedView } from '../feed/feed-view.js';
import type { MetadataFormat } from '../metadata/schema.js';
import type { ListVerb } from './request.js';

/** What the verbs work with. */
export interface OaiContext {
  view: FeedView;
  /** Every format on offer. */
  formats: readonly MetadataFormat[];
  repositoryName: string;
  repositoryId: string;
  baseUrl: string;
  adminEmail: string;
  /** Release of Waymark. */
  version: string;
  /** Address of the metadata's licence. */
  metadataRightsUrl: string;
  /** Base URLs of other repositories that harvesters may like. */
  friends: readonly string[];
  /** Address of an icon; undefined: none. */
  icon: string | undefined;
  /** Most records on a page. */
  pageRecords: Record<ListVerb, number>;
  /** Secret of the resumption tokens, the same in all instances. */
  tokenKey: Buffer;
  now: () => Date;
}

/** The OAI identifier of an item. Handle ids and repository ids need no escaping in it. */
export function oaiIdentifier(repositoryId: string, handleId: string): string {
  return `oai:${repositoryId}:${handleId}`;
}

/**
 * The handle of an OAI identifier. Namespaces compare without case, local parts with it (oai-identifier guidelines).
 * @returns undefined for an identifier that is none of ours
 */
export function handleIdOf(identifier: string, repositoryId: string): string | undefined {
  const ours = `oai:${repositoryId}:`;
  const given = identifier.slice(0, ours.length);
  return given.toLowerCase() === ours.toLowerCase() ? identifier.slice(ours.length) : undefined;
}
