import type { VNode } from 'preact';
import { identifierUrl } from '../../metadata/identifiers.js';
import type { SummaryRelation } from '../../metadata/summary.js';
import { termOf } from '../languages/vocabulary.js';
import type { PageContext } from '../page/page-context.js';
import { MaybeLink } from '../page/values.js';
import { clipped } from '../record/names.js';

/** Related works in groups by the kind of relation, in the order of the record. */
export function RelatedWorks({
  relations,
  context,
}: {
  relations: readonly SummaryRelation[];
  context: PageContext;
}): VNode | null {
  if (relations.length === 0) return null;
  const groups = new Map<string, SummaryRelation[]>();
  for (const relation of relations)
    groups.set(relation.relationType, [...(groups.get(relation.relationType) ?? []), relation]);
  return (
    <section aria-labelledby="related">
      <h2 id="related">{context.t.record.relatedWorks}</h2>
      <dl class="relations">
        {[...groups].map(([type, works]) => (
          <div key={type}>
            <dt>{termOf('relations', type, context.language)}</dt>
            {works.map(({ identifier, identifierType }, index) => (
              <dd key={index}>
                <MaybeLink href={identifierUrl(identifierType, identifier)}>
                  {clipped(identifier, 500)}
                </MaybeLink>{' '}
                <small class="note">{identifierType}</small>
              </dd>
            ))}
          </div>
        ))}
      </dl>
    </section>
  );
}
