import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { newSealingKey, parseKeyRing, printKeyRing } from '../../src/platform/key-ring.js';
import { Secrets } from '../../src/platform/secrets.js';

const place = { table: 'handle_services', rowId: 's1', field: 'sealed_credentials' };
const folders: string[] = [];
const folder = () => {
  const made = mkdtempSync(path.join(tmpdir(), 'waymark-test-'));
  folders.push(made);
  return made;
};
afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true });
});

describe('secrets', () => {
  it('open at their place, and show nothing while sealed', () => {
    const secrets = new Secrets({ DATA_DIR: folder(), SECRET_KEYS: undefined });
    const sealed = secrets.sealAll(place, { password: 'canary-7d1f', key: 'zażółć' });
    expect(JSON.stringify(sealed)).not.toContain('canary');
    expect(secrets.openAll(place, sealed)).toEqual({ password: 'canary-7d1f', key: 'zażółć' });
  });

  it('open neither in another row or field nor when damaged', () => {
    const secrets = new Secrets({ DATA_DIR: folder(), SECRET_KEYS: undefined });
    const sealed = secrets.sealAll(place, { password: 'x' });
    const damaged = { password: `${sealed['password']!.slice(0, -2)}AA` };
    expect(() => secrets.openAll({ ...place, rowId: 's2' }, sealed)).toThrow(/does not open here/);
    expect(() => secrets.openAll(place, { username: sealed['password']! })).toThrow(/does not open here/);
    expect(() => secrets.openAll(place, damaged)).toThrow(/does not open here/);
  });

  it('never seal the same text alike', () => {
    const secrets = new Secrets({ DATA_DIR: folder(), SECRET_KEYS: undefined });
    expect(secrets.sealAll(place, { a: 'x' })).not.toEqual(secrets.sealAll(place, { a: 'x' }));
  });

  it('keep their keys in a file for the owner alone, and find them again', () => {
    const dataDir = folder();
    const sealed = new Secrets({ DATA_DIR: dataDir, SECRET_KEYS: undefined }).sealAll(place, { a: 'x' });
    expect(statSync(path.join(dataDir, 'keys.json')).mode & 0o777).toBe(0o600);
    expect(new Secrets({ DATA_DIR: dataDir, SECRET_KEYS: undefined }).openAll(place, sealed)).toEqual({
      a: 'x',
    });
  });

  it('open old seals after a new key, and are sealed anew with it', () => {
    const dataDir = folder();
    const secrets = new Secrets({ DATA_DIR: dataDir, SECRET_KEYS: undefined });
    const other = new Secrets({ DATA_DIR: dataDir, SECRET_KEYS: undefined });
    const old = secrets.sealAll(place, { a: 'x' });
    const id = secrets.addKey();
    const fresh = secrets.resealAll(place, old);
    expect(fresh['a']).toContain(`.${id}.`);
    expect(secrets.openAll(place, old)).toEqual({ a: 'x' });
    // Another instance on the same folder learns the key when it meets it.
    expect(other.openAll(place, fresh)).toEqual({ a: 'x' });
    expect(readFileSync(path.join(dataDir, 'keys.json'), 'utf8')).toContain(id);
  });

  it('take a ring from the settings, and refuse what is no key', () => {
    const ring = printKeyRing([newSealingKey(), newSealingKey()]);
    expect(printKeyRing(parseKeyRing(ring))).toBe(ring);
    const zeros = Buffer.alloc(32).toString('base64');
    for (const bad of ['', 'x', 'a:AAAA', `a:${zeros}`, `${ring.split(',')[0]},${ring.split(',')[0]}`]) {
      expect(() => parseKeyRing(bad)).toThrow();
    }
  });

  it('say which key is missing', () => {
    const sealed = new Secrets({ DATA_DIR: folder(), SECRET_KEYS: undefined }).sealAll(place, { a: 'x' });
    const stranger = new Secrets({ DATA_DIR: folder(), SECRET_KEYS: undefined });
    expect(() => stranger.openAll(place, sealed)).toThrow(/not in the key ring/);
  });
});
