import type { VNode } from 'preact';
import { languageTag } from '../page/language-tag.js';
import type { Messages } from '../languages/en.js';
import { MaybeLink } from '../page/values.js';
import type { MetadataRow } from './metadata-rows.js';

/** The metadata of a record as a table of elements and values. */
export function MetadataTable({ rows, t }: { rows: readonly MetadataRow[]; t: Messages }): VNode {
  return (
    <table class="metadata">
      <caption class="visually-hidden">{t.record.metadata}</caption>
      <thead class="visually-hidden">
        <tr>
          <th scope="col">{t.record.element}</th>
          <th scope="col">{t.record.value}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ label, values }) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            <td>
              {values.map(({ text, href, language, note }, index) => (
                <div key={index} lang={languageTag(language)} dir="auto">
                  <MaybeLink href={href}>{text}</MaybeLink>
                  {note !== undefined && <small class="note">{note}</small>}
                </div>
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
