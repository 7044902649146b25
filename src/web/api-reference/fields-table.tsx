import type { VNode } from 'preact';
import type { Parameter } from './reference.js';
import type { Field } from './schema-fields.js';
import type { ReferenceTexts } from './texts.js';

/** Parameters or fields of a body: name, type, whether it may be left out, what it means. */
export function FieldsTable({
  fields,
  caption,
  t,
}: {
  fields: readonly (Field | Parameter)[];
  caption: string;
  t: ReferenceTexts;
}): VNode {
  return (
    <table class="fields">
      <caption class="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{t.name}</th>
          <th scope="col">{t.type}</th>
          <th scope="col">{t.about}</th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <tr key={field.name}>
            <th scope="row">
              <code>{field.name}</code>
            </th>
            <td>
              <code>{field.type}</code>
              {field.range !== undefined && <small class="note">{field.range}</small>}
            </td>
            <td>
              <small>
                {[field.isRequired ? t.required : t.optional, 'place' in field ? field.place : undefined]
                  .filter((part) => part !== undefined)
                  .join(', ')}
              </small>
              {field.description !== undefined && (
                <span class="meaning" lang="en">
                  {field.description}
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
