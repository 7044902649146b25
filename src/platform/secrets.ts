import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Config } from './config.js';
import {
  newSealingKey,
  parseKeyRing,
  printKeyRing,
  seal,
  type SealedPlace,
  type SealingKey,
  unseal,
  UnsealError,
} from './key-ring.js';

/** Sealed secrets by name: the names may be shown, the values not. Stored as JSON. */
export type SealedSecrets = Record<string, string>;

const keysFile = z.object({ keys: z.string() });

/** Seals and opens secrets with the key ring of SECRET_KEYS, or of DATA_DIR/keys.json, made at the first start. */
export class Secrets {
  private keys: SealingKey[];
  private readonly vaults = new Map<string, () => Promise<number>>();

  /** @throws Error when SECRET_KEYS or the keys file cannot be read */
  constructor(private readonly config: Pick<Config, 'SECRET_KEYS' | 'DATA_DIR'>) {
    this.keys = this.load();
  }

  /** Seals each value for its place: `{field}.{name}` of the row. Empty values are none. */
  sealAll(place: SealedPlace, values: Readonly<Record<string, string>>): SealedSecrets {
    const sealed = Object.entries(values).map(([name, value]) => [
      name,
      seal(this.keys, at(place, name), value),
    ]);
    return Object.fromEntries(sealed) as SealedSecrets;
  }

  /** @throws UnsealError when a key is missing or a value was moved or damaged */
  openAll(place: SealedPlace, sealed: SealedSecrets): Record<string, string> {
    const opened = Object.entries(sealed).map(([name, value]) => [name, this.open(at(place, name), value)]);
    return Object.fromEntries(opened) as Record<string, string>;
  }

  /** The same secrets under the newest key. */
  resealAll(place: SealedPlace, sealed: SealedSecrets): SealedSecrets {
    return this.sealAll(place, this.openAll(place, sealed));
  }

  /**
   * Puts a new key in front of the keys file; what older keys sealed still opens. With SECRET_KEYS the operator has
   * done so already.
   * @returns id of the key that seals from now on
   */
  addKey(): string {
    if (this.config.SECRET_KEYS === undefined) {
      this.keys = [newSealingKey(), ...this.load()];
      this.store(this.keys);
    }
    return this.keys[0]?.id ?? '';
  }

  /**
   * Tells how a room's secrets are sealed anew when the keys are rotated.
   * @param name the table they stand in
   * @param reseal seals each row anew, online; answers how many
   */
  addVault(name: string, reseal: () => Promise<number>): void {
    this.vaults.set(name, reseal);
  }

  /** Seals everything anew that rooms have announced. @returns how many rows, by table */
  async resealVaults(): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const [name, reseal] of this.vaults) counts[name] = await reseal();
    return counts;
  }

  private open(place: SealedPlace, sealed: string): string {
    try {
      return unseal(this.keys, place, sealed);
    } catch (error) {
      if (!(error instanceof UnsealError) || error.problem !== 'unknown-key') throw error;
      // Another instance may have added a key to the shared file meanwhile.
      this.keys = this.load();
      return unseal(this.keys, place, sealed);
    }
  }

  private load(): SealingKey[] {
    if (this.config.SECRET_KEYS !== undefined) return parseKeyRing(this.config.SECRET_KEYS);
    const file = this.file();
    if (!existsSync(file)) this.store([newSealingKey()]);
    return parseKeyRing(keysFile.parse(JSON.parse(readFileSync(file, 'utf8'))).keys);
  }

  private store(keys: readonly SealingKey[]): void {
    const file = this.file();
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    // Written beside and renamed: a crash leaves the old ring or the new one, never half of either.
    writeFileSync(`${file}.new`, `${JSON.stringify({ keys: printKeyRing(keys) })}\n`, {
      mode: 0o600,
      flush: true,
    });
    renameSync(`${file}.new`, file);
  }

  private file(): string {
    return path.join(this.config.DATA_DIR, 'keys.json');
  }
}

const at = (place: SealedPlace, name: string): SealedPlace => ({ ...place, field: `${place.field}.${name}` });
