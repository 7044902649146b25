import type { AdminData, ValueReference } from './admin-rights.js';

/** Reads the handle protocol's big-endian fields one after another. @throws RangeError past the end */
export class ByteReader {
  private place = 0;

  constructor(private readonly bytes: Buffer) {}

  uint16(): number {
    this.place += 2;
    return this.bytes.readUInt16BE(this.place - 2);
  }

  uint32(): number {
    this.place += 4;
    return this.bytes.readUInt32BE(this.place - 4);
  }

  /** A field with its length in front. */
  field(): Buffer {
    const length = this.uint32();
    if (this.place + length > this.bytes.length) throw new RangeError('a field is longer than its value');
    this.place += length;
    return this.bytes.subarray(this.place - length, this.place);
  }

  /** Text with its length in front. @throws TypeError when it is no UTF-8 */
  text(): string {
    return new TextDecoder('utf-8', { fatal: true }).decode(this.field());
  }

  get rest(): number {
    return this.bytes.length - this.place;
  }
}

/** A field with its length in front. */
export function field(bytes: Buffer | string): Buffer {
  const content = Buffer.from(bytes);
  return Buffer.concat([uint32(content.length), content]);
}

/** Four bytes, big-endian. */
export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** HS_ADMIN as bytes: two of rights, the handle, its index. Source: handle.net Encoder. */
export function encodeAdmin({ handle, index, permissions }: AdminData): Buffer {
  const bits = Buffer.alloc(2);
  bits.writeUInt16BE(Number.parseInt(permissions, 2));
  return Buffer.concat([bits, field(handle), uint32(index)]);
}

/** The inverse of `encodeAdmin`; also takes the form of writers before 7.3, whose index has two bytes. @throws RangeError, TypeError */
export function decodeAdmin(bytes: Buffer): AdminData {
  const reader = new ByteReader(bytes);
  const permissions = (reader.uint16() & 0xfff).toString(2).padStart(12, '0');
  const handle = reader.text();
  const index = reader.rest >= 4 ? reader.uint32() : reader.uint16();
  return { handle, index, permissions };
}

/** HS_VLIST as bytes: the count, then handle and index each. */
export function encodeReferences(references: readonly ValueReference[]): Buffer {
  const entries = references.flatMap(({ handle, index }) => [field(handle), uint32(index)]);
  return Buffer.concat([uint32(references.length), ...entries]);
}

/** The inverse of `encodeReferences`. @throws RangeError, TypeError */
export function decodeReferences(bytes: Buffer): ValueReference[] {
  const reader = new ByteReader(bytes);
  const count = reader.uint32();
  if (count * 8 > bytes.length) throw new RangeError('the list is longer than its value');
  return Array.from({ length: count }, () => ({ handle: reader.text(), index: reader.uint32() }));
}
