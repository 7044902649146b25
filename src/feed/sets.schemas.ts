import type { z } from 'zod';
import { fails, field, requestBody } from '../platform/validation.js';
import { setCriteria } from './set-criteria.js';

/** setSpec of a defined set: one part of OAI-PMH's grammar, so that no ancestor has to be listed. */
const setSpec = () =>
  field.text().regex(/^[A-Za-z0-9\-_.!~*'()]{1,100}$/, fails('badValueIdentifier', { key: 'setSpec' }));

const named = { name: field.filledText().max(200), description: field.freeText(5000), criteria: setCriteria };

/** `POST /oai_sets` */
export const createSetBody = requestBody({
  required: { setSpec: setSpec(), name: named.name, criteria: named.criteria },
  optional: { description: named.description },
});
export type CreateSet = z.output<typeof createSetBody>;

/** `PATCH /oai_sets/{setSpec}` */
export const updateSetBody = requestBody({
  optional: named,
  atLeastOne: ['name', 'description', 'criteria'],
});
export type UpdateSet = z.output<typeof updateSetBody>;

/** `POST /oai_sets/preview` */
export const previewSetBody = requestBody({ required: { criteria: setCriteria } });
export type PreviewSet = z.output<typeof previewSetBody>;
