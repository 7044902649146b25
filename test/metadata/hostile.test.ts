import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { XmlDocument } from 'libxml2-wasm';
import { prepareRecord, type Preparation } from '../../src/metadata/prepare.js';
import { findSchema, schemaOfDocument } from '../../src/metadata/schemas.js';
import { unwrap } from '../../src/metadata/unwrap.js';
import { hostileDocuments, type HostileDocument } from './hostile-documents.js';

const IDENTITY = {
  pid: '10.5072/x',
  publicHandle: 'doi:10.5072/x',
  landingUrl: 'https://example.org/share/x',
};
const MOST_MEGABYTES = 64;
const ATTEMPTS = 8;

interface Answer extends HostileDocument {
  prepared: Preparation;
  megabytes: number;
}

/**
 * What a document is answered, with the growth of memory that it took: the least of some attempts, since a collection
 * may be due to what came before. What a document costs in time is printed by `npm run bench:hostile`.
 */
function answer(document: HostileDocument): Answer {
  const schema = schemaOfDocument(document.input) ?? findSchema('oai_datacite')!;
  let megabytes = Infinity;
  let prepared: Preparation = { valid: false, problems: [] };
  for (let attempt = 0; attempt < ATTEMPTS && megabytes > MOST_MEGABYTES; attempt += 1) {
    const memory = process.memoryUsage.rss();
    prepared = prepareRecord(schema, document.input, IDENTITY);
    megabytes = Math.min(megabytes, (process.memoryUsage.rss() - memory) / 1_048_576);
  }
  return { ...document, prepared, megabytes };
}

/** All that is written of an accepted document: as it is stored, and in each format. */
function writtenOf({ metadata, disseminations }: Extract<Preparation, { valid: true }>): string[] {
  return [metadata, ...disseminations.map(({ payload }) => payload)];
}

/** What a strict parser with no leniency of ours says, as xmllint would. */
function isWellFormed(xml: string): boolean {
  try {
    const document = XmlDocument.fromString(xml);
    const isClean = document.warnings.length === 0;
    document.dispose();
    return isClean;
  } catch {
    return false;
  }
}

const xmllint = spawnSync('xmllint', ['--version']).error === undefined;
const ifXmllint = xmllint ? it : it.skip;

/** What xmllint says against documents, in one process for all; empty when it takes every one. */
function xmllintComplaints(documents: readonly string[]): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'waymark-hostile-'));
  try {
    const files = documents.map((xml, index) => {
      const file = path.join(folder, `${index}.xml`);
      writeFileSync(file, xml);
      return file;
    });
    const { status, stderr } = spawnSync('xmllint', ['--noout', '--nonet', ...files], { encoding: 'utf8' });
    return status === 0 ? stderr : `${status}: ${stderr}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('hostile documents', () => {
  const documents = hostileDocuments();
  let answers: Answer[] = [];

  beforeAll(() => {
    for (const document of documents.slice(0, 60)) answer(document);
    answers = documents.map(answer);
  }, 300_000);

  it('are more than three hundred', () => {
    expect(answers.length).toBeGreaterThan(300);
  });

  it('are refused for their rule where it is certain', () => {
    for (const { name, prepared, rule } of answers) {
      if (rule === undefined) continue;
      const rules = prepared.problems
        .filter(({ severity }) => severity === 'error')
        .map((problem) => problem.rule);
      expect({ name, valid: prepared.valid, hasRule: rules.includes(rule) }).toEqual({
        name,
        valid: false,
        hasRule: true,
      });
    }
  });

  it('each take at most 64 MB', () => {
    const dear = answers.filter(({ megabytes }) => megabytes > MOST_MEGABYTES);
    expect(dear.map(({ name, megabytes }) => ({ name, megabytes }))).toEqual([]);
  });

  it('that are accepted become documents that any parser takes', () => {
    const outputs = answers.flatMap(({ name, prepared }) =>
      prepared.valid ? writtenOf(prepared).map((xml) => ({ name, xml })) : [],
    );
    expect(outputs.length).toBeGreaterThan(50);
    expect(outputs.filter(({ xml }) => !isWellFormed(xml)).map(({ name }) => name)).toEqual([]);
  });

  ifXmllint('that are accepted pass xmllint', () => {
    const outputs = answers.flatMap(({ prepared }) => (prepared.valid ? writtenOf(prepared) : []));
    expect(outputs.length).toBeGreaterThan(50);
    expect(xmllintComplaints(outputs)).toBe('');
    expect(xmllintComplaints(['<a/>', '<a>\u0001</a>'])).toMatch(/^1: .*1.xml:1: parser error/);
  });

  it('that are refused say why, and not at endless length', () => {
    for (const { name, prepared } of answers) {
      const size = JSON.stringify(prepared.problems).length;
      expect({
        name,
        isExplained: prepared.valid || prepared.problems.length > 0,
        isShort: size < 500_000,
      }).toEqual({ name, isExplained: true, isShort: true });
    }
  });

  it('do not make unwrapping throw', () => {
    for (const { input } of documents) expect(unwrap(input).deleted).toBe(0);
  });
});
