import type { FastifyRequest } from 'fastify';
import { chooseOffer } from '../machine/accept.js';
import type { RecordFormat } from '../machine/format.js';
import { formatNamed, offersOf } from '../machine/formats.js';
import type { PublishedHandleRow } from './record.queries.js';

/** The form of a record that a request asks for. */
export interface WantedForm {
  form: RecordFormat | 'page';
  /** What it is sent as: one of the names of the form's media type. */
  mediaType: string;
  parameters: ReadonlyMap<string, string>;
  /** True when the Accept header chose, so that the answer names its own address. */
  negotiated: boolean;
}

/** What the request asks for among the forms of a record; undefined when it takes none of them. */
export function wantedForm(request: FastifyRequest, row: PublishedHandleRow): WantedForm | undefined {
  const formed = { schema: row.metadata_schema, withdrawal: row.deleted_at ?? undefined };
  const query = request.url.split('?', 2)[1];
  const asked = new URLSearchParams(query ?? '');
  const name = asked.get('format');
  if (name === null) {
    const choice = chooseOffer(request.headers.accept, offersOf(formed));
    return choice && { ...choice, form: choice.value, negotiated: true };
  }
  const parameters = new Map(asked);
  if (name === 'html') return { form: 'page', mediaType: 'text/html', parameters, negotiated: false };
  const form = formatNamed(formed, name);
  return form && { form, mediaType: form.mediaType, parameters, negotiated: false };
}
