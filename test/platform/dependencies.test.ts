import { describe, expect, it } from '@jest/globals';
import BetterSqlite3 from 'better-sqlite3';
import { readFileSync } from 'node:fs';
import path from 'node:path';

interface LockedPackage {
  version?: string;
  resolved?: string;
  integrity?: string;
  hasInstallScript?: boolean;
  dev?: boolean;
}

const root = path.resolve(import.meta.dirname, '../..');
const readJson = (file: string): unknown => JSON.parse(readFileSync(path.join(root, file), 'utf8'));
const project = readJson('package.json') as {
  dependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
};
const { packages } = readJson('package-lock.json') as { packages: Record<string, LockedPackage> };

/** Every locked package: its name, wherever it is nested, and its entry. */
const locked = Object.entries(packages)
  .filter(([place]) => place !== '')
  .map(([place, entry]) => ({ name: place.slice(place.lastIndexOf('node_modules/') + 13), ...entry }));

/** Least versions without a known hole that matters here, and why. An addition is one line. */
const leastVersions: Record<string, [version: string, why: string]> = {
  'fast-xml-parser': ['5.7.0', 'CVE-2024-41818; 2026: crash, entity shadowing, expansion limits'],
  '@xmldom/xmldom': ['0.9.12', 'CDATA and processing-instruction injection'],
  validator: ['13.15.22', 'CVE-2025-56200, CVE-2025-12758'],
  fastify: ['5.8.5', 'CVE-2025-32442, CVE-2026-25223, CVE-2026-33806: body validation bypass'],
  '@fastify/static': ['10.1.1', 'CVE-2026-15074: guard bypass'],
  '@fastify/middie': ['9.1.1', 'CVE-2026-22031, CVE-2026-2880: middleware bypass'],
  '@nestjs/core': ['11.1.18', 'CVE-2026-35515: injection into server-sent events'],
  '@nestjs/platform-fastify': ['11.1.18', 'GHSA-8wpr-639p-ccrj, CVE-2026-2293'],
  multer: ['2.2.0', 'denial of service, several'],
  'body-parser': ['2.2.1', 'CVE-2024-45590, CVE-2025-13466'],
  qs: ['6.16.0', 'CVE-2025-15284, CVE-2026-2391: array limits'],
  'path-to-regexp': ['8.4.0', 'CVE-2024-45296, CVE-2026-4867: regular expressions'],
  undici: ['7.18.2', 'CVE-2026-22036: unbounded content encodings'],
  typeorm: ['1.0.0', 'CVE-2025-60542'],
};

/** Packages that must not come in at all, not even below another. */
const unwanted = ['axios', 'libxmljs', 'libxmljs2', 'sqlite3'];

/** Whether a version is at least another; pre-releases count as their release. */
function reaches(version: string, least: string): boolean {
  const [numbers, wanted] = [version, least].map((text) => (text.split('-')[0] ?? '').split('.').map(Number));
  for (const [place, want] of (wanted ?? []).entries()) {
    const have = numbers?.[place] ?? 0;
    if (have !== want) return have > want;
  }
  return true;
}

describe('comparison of versions', () => {
  it.each([
    ['5.12.1', '5.7.0', true],
    ['5.7.0', '5.7.0', true],
    ['5.6.9', '5.7.0', false],
    ['10.0.0', '9.9.9', true],
    ['1.0.0-beta.1', '1.0.0', true],
  ])('%s reaches %s: %s', (version, least, expected) => {
    expect(reaches(version, least)).toBe(expected);
  });
});

describe('the lockfile', () => {
  it('holds no version with a known hole', () => {
    const old = locked.flatMap(({ name, version = '0' }) => {
      const [least, why] = leastVersions[name] ?? ['0', ''];
      return reaches(version, least) ? [] : [`${name} ${version}: at least ${least} (${why})`];
    });
    expect(old).toEqual([]);
  });

  it('holds what the table is about', () => {
    const names = new Set(locked.map(({ name }) => name));
    const watched = ['fastify', '@nestjs/core', 'undici', 'typeorm', '@fastify/static'];
    expect(watched.filter((name) => !names.has(name) || leastVersions[name] === undefined)).toEqual([]);
  });

  it('holds nothing unwanted', () => {
    expect(locked.map(({ name }) => name).filter((name) => unwanted.includes(name))).toEqual([]);
  });

  it('takes every package from a registry, with a checksum', () => {
    const elsewhere = locked.filter(
      ({ resolved, integrity }) =>
        !(resolved?.startsWith('https://registry.npmjs.org/') ?? true) ||
        !(integrity?.startsWith('sha512-') ?? false),
    );
    expect(elsewhere.map(({ name }) => name)).toEqual([]);
  });

  it('lets nobody run scripts at installation who was not asked about', () => {
    const scripted = locked.filter(({ hasInstallScript }) => hasInstallScript === true);
    const unasked = scripted.map(({ name }) => name).filter((name) => !(name in project.allowScripts));
    expect(unasked).toEqual([]);
  });

  it('stays small', () => {
    expect(Object.keys(project.dependencies).length).toBeLessThan(40);
  });
});

describe('the SQLite library', () => {
  it('is free of the WAL-reset fault', () => {
    const database = new BetterSqlite3(':memory:');
    const version = database.prepare('SELECT sqlite_version()').pluck().get() as string;
    database.close();
    expect([version, reaches(version, '3.51.3')]).toEqual([version, true]);
  });
});
