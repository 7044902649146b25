import { z } from 'zod';
import type { PidInspection, PidTarget } from '../../pid/driver.js';
import { parseMark, sameOwner } from '../../pid/ownership.js';
import { markIndex, markType, type OwnValue, urlIndex } from '../handle-values.js';

/** What we read of an answer. Source: Handle.Net HTTP JSON API, values as in RFC 3651. */
const answerForm = z.object({
  responseCode: z.number(),
  message: z.string().optional(),
  handles: z.array(z.string()).optional(),
  values: z
    .array(z.object({ index: z.number(), type: z.string(), data: z.object({ value: z.unknown() }) }))
    .optional(),
});

/** A read answer of the handle API. */
export type HandleAnswer = z.output<typeof answerForm>;

/** responseCode of the protocol. */
export const responseCodes = {
  success: 1,
  notFound: 100,
  exists: 101,
  valuesNotFound: 200,
  notResponsible: 301,
};

/** Parses an answer; undefined when it is not the API's JSON. */
export function readHandleAnswer(body: string): HandleAnswer | undefined {
  try {
    return answerForm.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

/** The body of a PUT with these values. */
export function valuesBody(values: readonly OwnValue[]): string {
  return JSON.stringify({
    values: values.map((value) => ({
      index: value.index,
      type: value.type,
      data:
        value.kind === 'admin'
          ? { format: 'admin', value: value.admin }
          : { format: 'string', value: value.text },
      ttl: 86_400,
    })),
  });
}

/** What an existing record is to us. */
export function inspectValues(answer: HandleAnswer, target: PidTarget): PidInspection {
  const text = (index: number, type: string) => {
    const value = answer.values?.find((each) => each.index === index && each.type.toUpperCase() === type);
    return typeof value?.data.value === 'string' ? value.data.value : undefined;
  };
  const mark = parseMark(text(markIndex, markType) ?? '');
  if (mark === undefined || !sameOwner(mark, target.mark)) return { found: 'foreign', mark };
  return { found: 'ours', revision: mark.revision, url: text(urlIndex, 'URL') };
}
