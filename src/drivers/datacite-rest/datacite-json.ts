import { z } from 'zod';
import type { PidPage, PidTarget } from '../../pid/driver.js';
import { type OwnershipMark, parseMark } from '../../pid/ownership.js';
import { markAmong } from '../datacite/kernel-mark.js';

/** What we read of a DOI. Source: DataCite REST API, JSON:API documents of type `dois`. */
const doiForm = z.object({
  data: z.object({
    id: z.string(),
    attributes: z.object({
      doi: z.string(),
      state: z.string(),
      url: z.string().nullish(),
      alternateIdentifiers: z.array(z.looseObject({ alternateIdentifier: z.string().nullish() })).nullish(),
      identifiers: z.array(z.looseObject({ identifier: z.string().nullish() })).nullish(),
    }),
  }),
});

const errorsForm = z.object({
  errors: z.array(z.object({ title: z.string().nullish(), source: z.string().nullish() })).min(1),
});

/** A DOI as DataCite holds it. */
export interface DataciteDoi {
  doi: string;
  state: string;
  url: string | undefined;
  /** Alternate identifiers, ours among them when the DOI is ours. */
  identifiers: string[];
}

/** What DataCite's errors say; source and title are shown as they come, never parsed. */
export interface DataciteErrors {
  message: string;
  taken: boolean;
}

/** The DOI in an answer; undefined when the body is no such document. */
export function readDoi(body: string): DataciteDoi | undefined {
  const read = parsed(doiForm, body)?.data.attributes;
  if (read === undefined) return undefined;
  const others = [
    ...(read.alternateIdentifiers ?? []).map(({ alternateIdentifier }) => alternateIdentifier),
    ...(read.identifiers ?? []).map(({ identifier }) => identifier),
  ];
  return {
    doi: read.doi,
    state: read.state,
    url: read.url ?? undefined,
    identifiers: others.filter((text) => typeof text === 'string'),
  };
}

/** The errors in an answer; undefined when the body is none of DataCite's. */
export function readErrors(body: string): DataciteErrors | undefined {
  const errors = parsed(errorsForm, body)?.errors;
  if (errors === undefined) return undefined;
  const lines = errors.map(({ source, title }) => [source, title].filter(Boolean).join(': '));
  const taken = errors.some(({ title }) => /already (been )?taken|already exists/i.test(title ?? ''));
  return { message: lines.join('; '), taken };
}

/** The address in the answer of `get-url`; undefined when there is none. */
export function readUrl(body: string): string | undefined {
  return parsed(z.object({ url: z.string() }), body)?.url;
}

/** Revision of our mark on a DOI; undefined when it is not ours. */
export function ownRevision(doi: DataciteDoi, target: PidTarget): number | undefined {
  return markAmong(doi.identifiers, target.mark)?.revision;
}

/** A mark on a DOI, whosever it is. */
export function anyMark(doi: DataciteDoi): OwnershipMark | undefined {
  return doi.identifiers.map((text) => parseMark(text)).find((mark) => mark !== undefined);
}

const listForm = z.object({
  data: z.array(z.object({ id: z.string() })),
  links: z.object({ next: z.string().nullish() }).optional(),
});

/** The DOIs of a listing, and the cursor of its next page. */
export function readDois(body: string): PidPage | undefined {
  const read = parsed(listForm, body);
  if (read === undefined) return undefined;
  const next = read.links?.next ?? '';
  const cursor = URL.canParse(next) ? new URL(next).searchParams.get('page[cursor]') : null;
  return { pids: read.data.map(({ id }) => id), next: cursor ?? undefined };
}

/** The document of a write. */
export function doiDocument(attributes: Record<string, unknown>): string {
  return JSON.stringify({ data: { type: 'dois', attributes } });
}

function parsed<S extends z.ZodType>(form: S, body: string): z.output<S> | undefined {
  try {
    return form.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
