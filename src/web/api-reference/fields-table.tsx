import type { VNode } from 'preact';
import { verbatim } from '../page/verbatim.js';
import type { Parameter } from './reference.js';
import type { Field } from './schema-fields.js';
import type { ReferenceTexts } from './texts.js';
import { Told } from './told.js';

interface FieldsTableProps {
  fields: readonly (Field | Parameter)[];
  caption: string;
  t: ReferenceTexts;
}

/** Parameters or fields of a body: name, whether it may be left out, type, and what it means where that is told. */
export function FieldsTable({ fields, caption, t }: FieldsTableProps): VNode {
  const areTold = fields.some(({ description }) => description !== undefined);
  return (
    <table class="fields">
      <caption class="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{t.name}</th>
          <th scope="col">{t.type}</th>
          {areTold && <th scope="col">{t.about}</th>}
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <tr key={field.name}>
            <th scope="row">
              <code {...verbatim}>{field.name}</code> <Presence field={field} t={t} />
            </th>
            <td>
              <code {...verbatim}>{field.type}</code>
              {field.range !== undefined && <small class="note">{field.range}</small>}
            </td>
            {areTold && <td>{field.description !== undefined && <Told text={field.description} />}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Whether a field must be there, and for a parameter where. */
function Presence({ field, t }: { field: Field | Parameter; t: ReferenceTexts }) {
  const presence = field.isRequired ? t.required : t.optional;
  return <small class="note">{'place' in field ? `${presence}, ${field.place}` : presence}</small>;
}
