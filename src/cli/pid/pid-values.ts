import { serialise } from '../../xml/build.js';
import { withChildren } from '../../xml/edit.js';
import { intake } from '../../xml/intake.js';
import { attributeValue, childElements, makeElement, type XmlElement } from '../../xml/tree.js';
import { CommandError } from '../client.js';
import type { NewPidValue, PidValue } from './handle-client.js';

/** `TYPE=VALUE` of the command line. */
export interface TypedText {
  type: string;
  text: string;
}

const usualRights = '011111110011';
const adminIndex = 100;

/** Reads `TYPE=VALUE`. @throws CommandError */
export function typedText(argument: string): TypedText {
  const equals = argument.indexOf('=');
  if (equals < 1) throw new CommandError(`${argument} is not TYPE=VALUE`);
  return { type: argument.slice(0, equals), text: argument.slice(equals + 1) };
}

/**
 * Values of a new record as pyhandle numbers them: HS_ADMIN at 100, the URL at 1, the others from 2. Further URLs are
 * locations of a 10320/loc value.
 */
export function newRecord(
  urls: readonly string[],
  typed: readonly TypedText[],
  owner: string,
): NewPidValue[] {
  const [first, ...more] = urls;
  const [index = '200', handle = owner] = splitOwner(owner);
  const admin = { format: 'admin', value: { handle, index: Number(index), permissions: usualRights } };
  const values: NewPidValue[] = [{ index: adminIndex, type: 'HS_ADMIN', data: admin }];
  if (first !== undefined) values.push({ index: 1, type: 'URL', data: first });
  const locations =
    more.length === 0 ? [] : [{ type: '10320/loc', text: printLocations([first ?? '', ...more]) }];
  [...locations, ...typed].forEach(({ type, text }, place) => {
    values.push({ index: freeIndex(place + 2), type, data: text });
  });
  return values;
}

/**
 * Changes of single types in a record: the first value of the type is replaced, a public one if there is any, or a new
 * one added. Lifetime and permissions stay.
 */
export function changedValues(before: readonly PidValue[], typed: readonly TypedText[]): NewPidValue[] {
  const taken = new Set(before.map(({ index }) => index));
  return typed.map(({ type, text }) => {
    const ofType = before.filter((value) => value.type.toLowerCase() === type.toLowerCase());
    const old = ofType.find(({ permissions }) => permissions?.[2] !== '0') ?? ofType[0];
    const index = old?.index ?? nextFree(taken);
    taken.add(index);
    return {
      index,
      type: old?.type ?? type,
      data: text,
      ...(typeof old?.ttl === 'number' && { ttl: old.ttl }),
      ...(old?.permissions !== undefined && { permissions: old.permissions }),
    };
  });
}

/** Adds a location to a record's 10320/loc value; what is there stays. @throws CommandError when that is no XML */
export function withLocation(before: readonly PidValue[], href: string): TypedText {
  const old = before.find(({ type }) => type.toLowerCase() === '10320/loc');
  const text = typeof old?.data.value === 'string' ? old.data.value : '<locations/>';
  const taken = intake(text);
  if (!taken.accepted)
    throw new CommandError(`the 10320/loc value is no XML: ${taken.faults[0]?.message ?? ''}`);
  const present = childElements(taken.root, 'location');
  if (present.some((one) => attributeValue(one, 'href') === href)) return { type: '10320/loc', text };
  const added = location(present.length, href);
  return { type: '10320/loc', text: serialise(withChildren(taken.root, [...taken.root.children, added])) };
}

/** A record as lines of text: index, type, data. */
export function printRecord(name: string, values: readonly PidValue[]): string {
  const lines = values.map(({ index, type, data }) => {
    const text = typeof data.value === 'string' ? data.value : JSON.stringify(data.value);
    return `  ${String(index).padStart(5)}  ${type.padEnd(12)}  ${text}`;
  });
  return [name, ...lines].join('\n');
}

function printLocations(hrefs: readonly string[]): string {
  return serialise(
    makeElement(
      'locations',
      '',
      hrefs.map((href, id) => location(id, href)),
    ),
  );
}

const location = (id: number, href: string): XmlElement =>
  makeElement('location', '', [], { id: String(id), href });

function splitOwner(owner: string): [string | undefined, string | undefined] {
  const [, index, handle] = /^(\d+):(.+)$/.exec(owner) ?? [];
  return [index, handle];
}

/** Indexes from 2 upwards, 100–199 being for administrators. */
const freeIndex = (wanted: number) => (wanted < adminIndex ? wanted : wanted + 100);

function nextFree(taken: ReadonlySet<number>): number {
  let place = 2;
  while (taken.has(freeIndex(place))) place++;
  return freeIndex(place);
}
