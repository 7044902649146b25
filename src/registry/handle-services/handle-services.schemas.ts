import type { z } from 'zod';
import { field, requestBody } from '../../platform/validation.js';

/**
 * `POST /handle_services`. Source: Onezone contract 1.1.1. `proxyEndpoint` is optional here: without it a driver of ours
 * speaks to the authority (docs/protocols.md).
 */
export const createServiceBody = requestBody({
  required: { name: field.name(), serviceProperties: field.jsonObject() },
  optional: { proxyEndpoint: field.filledText().max(2048) },
});
export type CreateService = z.output<typeof createServiceBody>;

/** `PATCH /handle_services/{id}`: properties are replaced as a whole. */
export const updateServiceBody = requestBody({
  optional: {
    name: field.name(),
    proxyEndpoint: field.filledText().max(2048),
    serviceProperties: field.jsonObject(),
  },
  atLeastOne: ['name', 'proxyEndpoint', 'serviceProperties'],
});
export type UpdateService = z.output<typeof updateServiceBody>;
