import { z } from 'zod';
import type { RecordSummary } from '../../metadata/summary.js';

const optional = z.string().exactOptional();
const text = z.object({ value: z.string(), language: optional });
const agent = z.object({
  name: z.string(),
  givenName: optional,
  familyName: optional,
  type: z.enum(['Personal', 'Organizational']).exactOptional(),
  orcid: optional,
  ror: optional,
  identifiers: z.array(z.object({ scheme: z.string(), value: z.string() })).exactOptional(),
  affiliations: z.array(z.object({ name: z.string(), ror: optional })),
});
const point = z.object({ latitude: z.number(), longitude: z.number() });
const box = z.object({ west: z.number(), east: z.number(), south: z.number(), north: z.number() });

/** `handles.summary` as stored. */
const storedSummary: z.ZodType<RecordSummary> = z.object({
  titles: z.array(text.extend({ type: optional })),
  creators: z.array(agent),
  contributors: z.array(agent.extend({ role: optional })),
  publisher: z.string().nullable(),
  publisherUri: optional,
  publicationYear: z.string().nullable(),
  dates: z.array(z.object({ type: z.string(), value: z.string(), information: optional })),
  type: z.string().nullable(),
  resourceTypeGeneral: z.string().nullable(),
  rights: z.array(z.object({ name: optional, uri: optional, spdx: optional, language: optional })),
  descriptions: z.array(text.extend({ type: optional })),
  subjects: z.array(text.extend({ scheme: optional, uri: optional })),
  relations: z.array(
    z.object({ relationType: z.string(), identifierType: z.string(), identifier: z.string() }),
  ),
  identifiers: z.array(z.object({ type: z.string(), value: z.string() })),
  formats: z.array(z.string()),
  sizes: z.array(z.string()),
  languages: z.array(z.string()),
  version: z.string().nullable(),
  funders: z.array(
    z.object({
      name: z.string(),
      identifier: optional,
      awardNumber: optional,
      awardTitle: optional,
      awardUri: optional,
    }),
  ),
  geo: z.array(
    z.object({
      place: optional,
      point: point.exactOptional(),
      box: box.exactOptional(),
      polygon: z.array(point).exactOptional(),
    }),
  ),
  container: z
    .object({ title: z.string(), volume: optional, issue: optional, firstPage: optional, lastPage: optional })
    .nullable(),
});

/** Reads `handles.summary`. @throws ZodError when the stored JSON has another shape */
export function parseSummary(json: string): RecordSummary {
  return storedSummary.parse(JSON.parse(json));
}
