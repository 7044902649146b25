import type { VNode } from 'preact';
import type { Access } from './reference.js';
import type { ReferenceTexts } from './texts.js';

/** What a caller must have: nothing, or a token and one of the privileges. */
export function AccessFacts({ access, t }: { access: Access; t: ReferenceTexts }): VNode {
  const rows: [string, readonly string[]][] = [
    [t.own, access.own],
    [t.admin, access.admin],
  ];
  return (
    <dl class="facts">
      <div>
        <dt>{t.access}</dt>
        <dd>{access.needsToken ? t.token : t.open}</dd>
      </div>
      {rows.map(([label, names]) =>
        names.length === 0 ? null : (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              {names.map((name, index) => (
                <span key={name}>
                  {index > 0 && ', '}
                  <code>{name}</code>
                </span>
              ))}
            </dd>
          </div>
        ),
      )}
    </dl>
  );
}
