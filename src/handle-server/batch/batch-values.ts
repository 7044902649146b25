import type { NewHandleValue } from '../records.js';
import { fromBytes, type ValueData } from '../value-data.js';
import { guarded, isValueType } from '../value-json.js';

/** A value line cannot be read; the message is the tool's. */
export class BatchLineError extends Error {}

const lineForm = /^(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)(?:\s(.*))?$/s;
const keywords = /^(create|delete|add|modify|remove|authenticate|home|unhome|sessionsetup)(\s|$)/i;

/** True for a line that begins an operation; no value line does, since those begin with a number. */
export const beginsOperation = (line: string): boolean => keywords.test(line);

/**
 * Reads `<index> <TYPE> <ttl> <perms4> <KIND> <data>`. Source: handle.net technical manual, section 4; GenericBatch.
 * @throws BatchLineError with the tool's words
 */
export function parseValueLine(line: string): NewHandleValue {
  const [, index = '', type = '', ttl = '', permissions = '', kind = '', data = ''] =
    lineForm.exec(line) ?? [];
  if (!/^\d{1,9}$/.test(index) || Number(index) < 1)
    throw new BatchLineError('error in handle value index string');
  if (!isValueType(type)) throw new BatchLineError('error in handle value type string');
  if (!/^\d{1,9}$/.test(ttl)) throw new BatchLineError('error in handle value ttl string');
  if (!/^[01]{4}/.test(permissions)) throw new BatchLineError('error in handle value permission string');
  return guarded({
    index: Number(index),
    type,
    ...dataOf(type, kind.toUpperCase(), data.trim()),
    ttlType: 0,
    ttl: Number(ttl),
    permissions: permissions.slice(0, 4),
    references: [],
  });
}

function dataOf(type: string, kind: string, data: string): ValueData {
  switch (kind) {
    case 'UTF8':
      return { format: 'string', data };
    case 'ADMIN':
      return adminData(data);
    case 'LIST':
      return { format: 'vlist', data: JSON.stringify(references(data)) };
    case 'BASE64':
      return fromBytes(type, Buffer.from(data, 'base64'));
    case 'FILE':
      throw new BatchLineError(
        'files of your machine are read by the command waymark batch, not by the server',
      );
    default:
      throw new BatchLineError('error in handle value kind string');
  }
}

/** `<index>:<12 bits>:<handle>`; the tool writes the bits in the opposite order of the HTTP JSON API. */
function adminData(text: string): ValueData {
  const [, index, bits, handle] = /^(\d{1,9}):([01]{12}):(.+)$/.exec(text) ?? [];
  if (index === undefined || bits === undefined || handle === undefined)
    throw new BatchLineError('error in handle value admin permission string');
  const admin = { handle, index: Number(index), permissions: reversedBits(bits) };
  return { format: 'admin', data: JSON.stringify(admin) };
}

/** The same rights in the other order. */
export const reversedBits = (bits: string): string => Array.from(bits).reverse().join('');

/** `<index>:<handle>; …` */
function references(text: string): { handle: string; index: number }[] {
  return text
    .split(';')
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((one) => {
      const [, index, handle] = /^(\d{1,9}):(.+)$/.exec(one) ?? [];
      if (index === undefined || handle === undefined)
        throw new BatchLineError('error in handle value list string');
      return { handle, index: Number(index) };
    });
}
