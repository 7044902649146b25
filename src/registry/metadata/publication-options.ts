import type { PublicationOptions } from '../../metadata/schema.js';
import type { Config } from '../../platform/config.js';

export type { PublicationOptions };

/** What this installation's settings put into every record that it publishes, however often it is rendered anew. */
export function publicationOptions(config: Config): PublicationOptions {
  return {
    datacentreSymbol: config.DATACITE_SYMBOL,
    ...(config.EDM_VIEWER_URL !== undefined && { viewerUrl: config.EDM_VIEWER_URL }),
    ...(config.EDM_COLLECTION !== undefined && { isPartOf: config.EDM_COLLECTION }),
  };
}
