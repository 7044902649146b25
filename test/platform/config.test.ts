import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConfigError, loadConfig, settings } from '../../src/platform/config.js';

const folder = mkdtempSync(path.join(tmpdir(), 'waymark-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A file with the given content; answers its path. */
function fileOf(content: string): string {
  const file = path.join(folder, 'secret');
  writeFileSync(file, content);
  return file;
}

function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('settings', () => {
  it('have the documented defaults', () => {
    expect(loadConfig({})).toEqual({
      HOST: '127.0.0.1',
      PORT: 8080,
      PUBLIC_URL: 'http://127.0.0.1:8080',
      DATA_DIR: './data',
      DATACITE_SYMBOL: 'WAYMARK',
      ROLE: 'all',
      ADMIN_EMAIL: 'admin@waymark.example.org',
      REPOSITORY_NAME: 'Waymark',
      REPOSITORY_ID: 'waymark.example.org',
      LOCAL_PREFIX: '21.T99999',
      LOG_LEVEL: 'info',
      REGISTRATION_DEADLINE_MS: 10_000,
      OUTGOING_ALLOW: [],
      TRUST_PROXY: [],
      FOREIGN_PREFIX_BAN: 'off',
      EPIC_NODELETE: [],
      OAI_PAGE_RECORDS: 500,
      OAI_PAGE_IDENTIFIERS: 500,
      OAI_METADATA_RIGHTS: 'https://creativecommons.org/publicdomain/zero/1.0/',
      OAI_FRIENDS: [],
      dialect: 'sqlite',
    });
  });

  it('take an empty value for none', () => {
    expect(loadConfig({ PORT: '', ADMIN_TOKEN: '', DATABASE_URL: '' })).toEqual(loadConfig({}));
  });

  it.each([
    ['a trailing slash', { PUBLIC_URL: 'https://pid.example.org/' }, 'https://pid.example.org'],
    ['a path', { PUBLIC_URL: 'https://example.org/pids/' }, 'https://example.org/pids'],
    ['host and port', { HOST: 'localhost', PORT: '81' }, 'http://localhost:81'],
    ['TLS', { TLS_CERT_FILE: 'c.pem', TLS_KEY_FILE: 'k.pem' }, 'https://127.0.0.1:8080'],
  ])('form the public address from %s', (_case, environment, address) => {
    expect(loadConfig(environment).PUBLIC_URL).toBe(address);
  });

  it('choose PostgreSQL by DATABASE_URL', () => {
    expect(loadConfig({ DATABASE_URL: 'postgres://u:p@h/d' }).dialect).toBe('postgres');
  });

  it('split lists', () => {
    expect(loadConfig({ OUTGOING_ALLOW: ' 10.0.0.1:8000, [fd00::1]:443,' }).OUTGOING_ALLOW).toEqual([
      '10.0.0.1:8000',
      '[fd00::1]:443',
    ]);
  });
});

describe('faults', () => {
  it('are all told at once, one line each', () => {
    const wrong = {
      PORT: '99999',
      PUBLIC_URL: 'ftp://example.org',
      DATABASE_URL: 'mysql://h/d',
      ROLE: 'boss',
      ADMIN_TOKEN: 'short',
      ADMIN_EMAIL: 'nobody',
      REPOSITORY_ID: 'localhost',
      LOCAL_PREFIX: 'abc',
      LOG_LEVEL: 'loud',
      REGISTRATION_DEADLINE_MS: '1.5',
      OUTGOING_ALLOW: 'no-port',
      FOREIGN_PREFIX_BAN: 'maybe',
      OAI_PAGE_RECORDS: '1',
    };
    const faults = faultsOf(wrong);
    expect(faults.map((fault) => fault.split(':')[0])).toEqual(Object.keys(wrong));
    expect(() => loadConfig(wrong)).toThrow(`The settings cannot be used:\n  ${faults.join('\n  ')}`);
  });

  it.each([
    ['ROLE without PostgreSQL', { ROLE: 'web' }, 'ROLE'],
    ['any free port without a public address', { PORT: '0' }, 'PUBLIC_URL'],
    ['a replica without a database', { DATABASE_READ_URL: 'postgres://h/d' }, 'DATABASE_READ_URL'],
    ['half of TLS', { TLS_CERT_FILE: 'c.pem' }, 'TLS_CERT_FILE and TLS_KEY_FILE'],
  ])('include what does not fit together: %s', (_case, environment, start) => {
    expect(faultsOf(environment)).toEqual([expect.stringMatching(new RegExp(`^${start}: `))]);
  });

  it('never repeat a secret', () => {
    const text = faultsOf({ ADMIN_TOKEN: 'hunter2', DATABASE_URL: 'mysql://u:hunter2@h/d' }).join();
    expect(text).not.toContain('hunter2');
  });
});

describe('a secret', () => {
  const token = 'a-token-of-the-administrator';

  it('may come from a file, whose last line end does not count', () => {
    expect(loadConfig({ ADMIN_TOKEN_FILE: fileOf(`${token}\n`) }).ADMIN_TOKEN).toBe(token);
  });

  it('comes from one place only', () => {
    expect(faultsOf({ ADMIN_TOKEN: token, ADMIN_TOKEN_FILE: fileOf(token) })).toEqual([
      'ADMIN_TOKEN: set either ADMIN_TOKEN or ADMIN_TOKEN_FILE, not both',
    ]);
  });

  it('is missed when its file cannot be read', () => {
    expect(faultsOf({ SECRET_KEYS_FILE: path.join(folder, 'absent') })).toEqual([
      'SECRET_KEYS_FILE: cannot be read (ENOENT)',
    ]);
  });

  it('is judged like one from the environment', () => {
    expect(faultsOf({ ADMIN_TOKEN_FILE: fileOf('short') })).toEqual([
      'ADMIN_TOKEN: must be 20 to 512 visible ASCII characters',
    ]);
  });

  it('alone has a file variant', () => {
    expect(loadConfig({ HOST_FILE: fileOf('0.0.0.0') }).HOST).toBe('127.0.0.1');
  });
});

describe('.env.example', () => {
  it('lists every setting with its help, file variant and default', () => {
    const blocks = Object.entries(settings).map(([name, { help, secret, schema }]) => {
      const value: unknown = schema.parse(undefined);
      const shown = typeof value === 'string' || typeof value === 'number' ? value : '';
      return [`# ${help}`, ...(secret ? [`#${name}_FILE=`] : []), `#${name}=${shown}`, ''].join('\n');
    });
    const example = readFileSync(path.join(import.meta.dirname, '../../.env.example'), 'utf8');
    const [introduction, ...rest] = example.split('\n\n');
    expect(introduction).toMatch(/^# Settings of Waymark/);
    expect(rest.join('\n\n')).toBe(blocks.join('\n'));
  });
});
