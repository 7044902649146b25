import { insertAfter, mapChildElements, replaceChild } from '../../xml/edit.js';
import { attributeValue, childElement, childElements, plainText, type XmlElement } from '../../xml/tree.js';
import { named } from './elements.js';

/**
 * Kernel 2 wrote a period as a StartDate and an EndDate; kernel 4 has one date `start/end` for it. Several of each make
 * several periods: where there are as many starts as ends they belong together in their order, else an end belongs to
 * the start right before it and what is left alone makes an open period.
 */
export function joinStartAndEnd(record: XmlElement, changes: string[]): XmlElement {
  const dates = childElement(record, 'dates');
  if (dates === undefined) return record;
  const ends = childElements(dates).filter((date) => kindOf(date) !== undefined);
  if (ends.length === 0) return record;
  const given = ends.filter((date) => plainText(date) !== '');
  if (given.length < ends.length) changes.push('an empty StartDate or EndDate is dropped');
  const rest = mapChildElements(dates, (date) => (ends.includes(date) ? undefined : date));
  const joined = periodsOf(given).reduce((list, period) => {
    changes.push(`StartDate and EndDate are now the period ${period} of dateType Other`);
    return insertAfter(list, undefined, periodElement(period));
  }, rest);
  return replaceChild(record, dates, childElements(joined).length === 0 ? undefined : joined);
}

function kindOf(date: XmlElement): 'StartDate' | 'EndDate' | undefined {
  const type = attributeValue(date, 'dateType');
  return type === 'StartDate' || type === 'EndDate' ? type : undefined;
}

function periodsOf(dates: readonly XmlElement[]): string[] {
  const [starts, ends] = (['StartDate', 'EndDate'] as const).map((kind) =>
    dates.filter((date) => kindOf(date) === kind).map(plainText),
  );
  if (starts === undefined || ends === undefined || starts.length !== ends.length) return neighbours(dates);
  return starts.map((start, at) => `${start}/${ends[at] ?? ''}`);
}

function neighbours(dates: readonly XmlElement[]): string[] {
  return dates.flatMap((date, at) => {
    const previous = dates[at - 1];
    const next = dates[at + 1];
    if (kindOf(date) === 'StartDate')
      return `${plainText(date)}/${next !== undefined && kindOf(next) === 'EndDate' ? plainText(next) : ''}`;
    return previous !== undefined && kindOf(previous) === 'StartDate' ? [] : `/${plainText(date)}`;
  });
}

function periodElement(period: string): XmlElement {
  return named('date', period, {
    dateType: 'Other',
    dateInformation: 'StartDate and EndDate of kernel 2',
  });
}
