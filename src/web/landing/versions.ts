import { identifierUrl } from '../../metadata/identifiers.js';
import type { RecordSummary } from '../../metadata/summary.js';
import { webLink } from '../page/links.js';

/** Another version of a record. */
export interface OtherVersion {
  text: string;
  href: string | undefined;
}

/** The versions that a record names before and after itself. Source: DataCite, versioning. */
export function otherVersions({ relations }: RecordSummary): {
  newer: OtherVersion[];
  older: OtherVersion[];
} {
  const of = (...types: string[]) =>
    relations
      .filter(({ relationType }) => types.includes(relationType))
      .map(({ identifier, identifierType }) => ({
        text: identifier,
        href: webLink(identifierUrl(identifierType, identifier)),
      }));
  return { newer: of('IsPreviousVersionOf', 'IsObsoletedBy'), older: of('IsNewVersionOf', 'Obsoletes') };
}
