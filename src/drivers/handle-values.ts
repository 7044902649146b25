import type { PidTarget } from '../pid/driver.js';
import { printMark } from '../pid/ownership.js';

/** Who administers a record. `permissions`: twelve bits as the HTTP JSON API writes them, list_handles first. */
export interface HandleAdmin {
  handle: string;
  index: number;
  permissions: string;
}

/** A handle value that the registry writes. */
export type OwnValue = { index: number; type: string } & (
  { kind: 'text'; text: string } | { kind: 'admin'; admin: HandleAdmin }
);

/** Which optional values a service's properties ask for. */
export interface ValueWishes {
  /** 10320/loc beside URL. */
  locations: boolean;
  /** The address of the metadata for machines. */
  metadataLink: boolean;
  /** `index:handle` of the administrator; `200:0.NA/{prefix}` unless given. */
  owner: string | undefined;
}

/** Indexes of the values that the registry writes. Source: handle.net's habits for 1 and 100; the others are ours. */
export const urlIndex = 1;
const adminIndex = 100;
export const markIndex = 900;
const metadataIndex = 901;
const locationsIndex = 902;

/** What stands under the indexes that properties ask for or not. */
const optionalTypes: Readonly<Record<number, string>> = {
  [metadataIndex]: 'METADATA_URL',
  [locationsIndex]: '10320/LOC',
};

/** Type of the value that holds our ownership mark. */
export const markType = 'WAYMARK';

/** Every right but listing and the derived-prefix ones: what pyhandle, B2HANDLE and Onedata write. */
const adminPermissions = '011111110011';

/** The values of a record: where it leads, who administers it, whose it is, and what the service's properties ask for. */
export function ownValues(target: PidTarget, url: string, prefix: string, wishes: ValueWishes): OwnValue[] {
  const values: OwnValue[] = [
    text(urlIndex, 'URL', url),
    { index: adminIndex, type: 'HS_ADMIN', kind: 'admin', admin: adminOf(prefix, wishes.owner) },
    text(markIndex, markType, printMark(target.mark)),
  ];
  if (wishes.metadataLink) values.push(text(metadataIndex, 'METADATA_URL', target.metadataUrl));
  if (wishes.locations) values.push(text(locationsIndex, '10320/loc', locationsXml(url)));
  return values;
}

/**
 * True for a value that the registry wrote when the properties still asked for it: left standing it would lead to where
 * the PID led then.
 */
export function isStale(standing: { index: number; type: string }, written: readonly OwnValue[]): boolean {
  return (
    optionalTypes[standing.index] === standing.type.toUpperCase() &&
    !written.some(({ index }) => index === standing.index)
  );
}

/** Reads the wishes from serviceProperties. */
export function wishesOf(properties: Readonly<Record<string, unknown>>): ValueWishes {
  const owner = properties['handleOwner'];
  return {
    locations: properties['writeLocations'] === true,
    metadataLink: properties['writeMetadataLink'] === true,
    owner: typeof owner === 'string' ? owner : undefined,
  };
}

function adminOf(prefix: string, owner: string | undefined): HandleAdmin {
  const [, index, handle] = /^(\d+):(.+)$/.exec(owner ?? '') ?? [];
  return {
    handle: handle ?? `0.NA/${prefix}`,
    index: index === undefined ? 200 : Number(index),
    permissions: adminPermissions,
  };
}

const text = (index: number, type: string, content: string): OwnValue => ({
  index,
  type,
  kind: 'text',
  text: content,
});

function locationsXml(url: string): string {
  const href = url.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');
  return `<locations><location id="0" href="${href}" weight="1"/></locations>`;
}
