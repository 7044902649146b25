import { z } from 'zod';
import { fails, field, requestBody } from '../../platform/validation.js';

/** Most files that a share lists. */
export const fileLimit = 1000;

/** One file of a share. `size` in bytes; `checksum` as `algorithm:hex`, such as `sha256:…`. */
export const shareFile = z.object({
  name: field.filledText().max(1024),
  url: field.url(),
  size: z.int().min(0).optional(),
  checksum: z
    .string()
    .regex(/^[a-z0-9-]{2,20}:[0-9A-Za-z+/=]{8,200}$/)
    .optional(),
  mediaType: z
    .string()
    .regex(/^[\w.+-]+\/[\w.+-]+(;.*)?$/)
    .max(200)
    .optional(),
});
export type ShareFile = z.output<typeof shareFile>;

/** Ids of root files, as they stand in addresses of data. */
export const fileIdForm = /^(?!\.{1,2}$)[\w.-]{1,512}$/;

/** Files as given: each has a name of its own, by which its data is found. */
const files = z
  .array(shareFile)
  .max(fileLimit)
  .refine(
    (list) => new Set(list.map(({ name }) => name)).size === list.length,
    fails('badData', { hint: 'each file needs a name of its own' }),
  );

/** Files as stored: a JSON array. */
export const storedFiles = z.array(shareFile);

/** `POST /spaces/{id}/shares` (ours: Onezone keeps it off its REST). */
export const createShareBody = requestBody({
  required: { name: field.name(), targetUrl: field.url() },
  optional: {
    description: field.freeText(),
    files,
    fileType: z.enum(['file', 'dir']),
    rootFileId: field
      .filledText()
      .max(512)
      .refine((id) => fileIdForm.test(id), fails('badValueIdentifier')),
  },
});
export type CreateShare = z.output<typeof createShareBody>;

/** `PATCH /shares/{id}`: Onezone's `name` and `description`, and ours. */
export const updateShareBody = requestBody({
  optional: {
    name: field.name(),
    description: field.freeText(),
    targetUrl: field.url(),
    files,
  },
  atLeastOne: ['name', 'description', 'targetUrl', 'files'],
});
export type UpdateShare = z.output<typeof updateShareBody>;
