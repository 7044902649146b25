import type { OaiContext } from '../context.js';
import { listAnswer, type ListRequest } from '../listing.js';
import type { VerbAnswer } from '../response.js';

/** A page of records. Source: OAI-PMH 2.0, section 4.5. */
export function listRecords(request: ListRequest, context: OaiContext): Promise<VerbAnswer> {
  return listAnswer(request, context, 'record');
}
