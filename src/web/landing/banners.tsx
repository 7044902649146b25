import type { VNode } from 'preact';
import { MaybeLink } from '../page/values.js';
import { clipped } from '../record/names.js';
import type { RecordProps } from './record-props.js';
import { otherVersions, type OtherVersion } from './versions.js';

/** What a reader must know before reading on: a test identifier, a newer version, an older one. */
export function Banners({ context: { t }, record }: RecordProps): VNode {
  const { newer, older } = otherVersions(record.summary);
  return (
    <>
      {record.isTest && <p class="banner warning">{t.record.testIdentifier}</p>}
      {newer.length > 0 && (
        <p class="banner warning">
          <strong>{t.record.oldVersion}</strong> {t.record.newerVersion} <Versions versions={newer} />
        </p>
      )}
      {older.length > 0 && (
        <p class="banner">
          {t.record.olderVersion} <Versions versions={older} />
        </p>
      )}
    </>
  );
}

function Versions({ versions }: { versions: readonly OtherVersion[] }) {
  return (
    <>
      {versions.map(({ text, href }, index) => (
        <span key={index}>
          {index > 0 && ', '}
          <MaybeLink href={href}>{clipped(text)}</MaybeLink>
        </span>
      ))}
    </>
  );
}
