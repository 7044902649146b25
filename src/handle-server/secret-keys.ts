import { createHash, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { foldPid } from '../pid/pid.js';
import { Secrets } from '../platform/secrets.js';
import type { NewHandleValue } from './records.js';
import { isSecret } from './value-json.js';

/** Keeps the data of HS_SECKEY values sealed for their place: record and index. */
@Injectable()
export class SecretKeys {
  constructor(private readonly secrets: Secrets) {}

  /** The values as they may be stored under a name: secret keys sealed, the others unchanged. */
  seal<V extends NewHandleValue>(name: string, values: readonly V[]): V[] {
    return values.map((value) =>
      isSecret(value.type) && value.format !== 'sealed'
        ? { ...value, format: 'sealed', data: this.sealed(name, value.index, value.data) }
        : value,
    );
  }

  /** The key of a sealed value; undefined when the value is none. */
  open(name: string, value: NewHandleValue): string | undefined {
    if (value.format !== 'sealed') return undefined;
    const field = String(value.index);
    return this.secrets.openAll(place(name), { [field]: value.data })[field];
  }

  /** Compares a password with a sealed key in a time that tells nothing. */
  matches(name: string, value: NewHandleValue | undefined, password: string): boolean {
    const key = value === undefined ? undefined : this.open(name, value);
    const same = timingSafeEqual(digest(key ?? ''), digest(password));
    return key !== undefined && same;
  }

  /** A sealed key under the newest key of the ring. */
  reseal(name: string, index: number, sealed: string): string {
    const field = String(index);
    return this.secrets.resealAll(place(name), { [field]: sealed })[field] ?? sealed;
  }

  private sealed(name: string, index: number, key: string): string {
    const field = String(index);
    return this.secrets.sealAll(place(name), { [field]: key })[field] ?? '';
  }
}

const place = (name: string) => ({ table: 'handle_values', rowId: foldPid(name), field: 'data' });
const digest = (text: string) => createHash('sha256').update(text).digest();
