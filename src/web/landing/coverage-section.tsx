import type { VNode } from 'preact';
import { hasMap } from '../map/coverage-map.js';
import { clipped } from '../record/names.js';
import { placeText } from './place-text.js';
import type { RecordProps } from './record-props.js';

/** What fits below a map; the whole stands in the metadata. */
const longestText = 500;

/** Where the data is from: a map, with its places in words. */
export function CoverageSection({ context: { t }, record }: RecordProps): VNode | null {
  const { geo } = record.summary;
  if (!hasMap(geo)) return null;
  return (
    <section aria-labelledby="coverage">
      <h2 id="coverage">{t.record.fields.coverage}</h2>
      <figure>
        <img
          src={`${record.pagePath}/map.svg?revision=${record.revision}`}
          alt={t.record.mapAlt}
          width="640"
          height="320"
          loading="lazy"
          class="map"
        />
        <figcaption dir="auto">{clipped(geo.map(placeText).join('; '), longestText)}</figcaption>
      </figure>
    </section>
  );
}
