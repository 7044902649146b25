import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { runCommand } from '../support/process.js';

jest.setTimeout(120_000);

/** Mistakes stand on lines whose text says so; comments, broken tags and CDATA move nothing. */
const LIST_RECORDS = `<?xml version="1.0" encoding="UTF-8"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"
  xmlns:dc="http://purl.org/dc/elements/1.1/">
<ListRecords>
<record><header><identifier>oai:x:1</identifier></header><metadata>
<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <!-- a comment
       over two lines -->
  <dc:title>Snow</dc:title>
  <dc:titel>MISTAKE</dc:titel>
  <dc:creator
    xml:lang="en">Doe, Jane</dc:creator><dc:date>2026</dc:date>
  <dc:description><![CDATA[two
lines]]></dc:description>
  <dc:language xml:lang="MISTAKE no tag">en</dc:language>
</oai_dc:dc></metadata></record>
<record><header status="deleted"><identifier>oai:x:2</identifier></header></record>
<record><header><identifier>oai:x:3</identifier></header>
<metadata><resource xmlns="http://datacite.org/schema/kernel-4">
  <creators><creator><creatorName>Doe</creatorName></creator></creators>
  <titles>
    <title titleType="MISTAKE">Snow</title></titles>
  <publisher>Lab</publisher><publicationYear>2026</publicationYear>
  <resourceType resourceTypeGeneral="Dataset"/></resource></metadata></record>
<record><header><identifier>oai:x:4</identifier></header>
<metadata>

<mods xmlns="http://www.loc.gov/mods/v3" MISTAKE="this"/></metadata></record>
</ListRecords></OAI-PMH>
`;

const NO_RECORDS =
  '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><error code="noRecordsMatch">none</error></OAI-PMH>';

describe('waymark validate with an OAI-PMH answer', () => {
  let file: string;
  beforeAll(() => {
    file = path.join(mkdtempSync(path.join(tmpdir(), 'waymark-envelope-')), 'list.xml');
    writeFileSync(file, LIST_RECORDS);
  });
  afterAll(() => rmSync(path.dirname(file), { recursive: true, force: true }));

  it('reports each record with the lines of the file', async () => {
    const { code, stdout } = await runCommand({}, 'validate', '--json', file);
    expect(code).toBe(1);
    const reports = JSON.parse(stdout) as {
      file: string;
      schema: string | null;
      problems: { severity: string; line: number }[];
    }[];
    expect(reports.map(({ schema }) => schema)).toEqual(['oai_dc', 'oai_datacite', null]);
    expect(reports.map(({ file: source }) => source)).toEqual([`${file} #1`, `${file} #2`, `${file} #3`]);
    const mistaken = LIST_RECORDS.split('\n').flatMap((line, index) =>
      line.includes('MISTAKE') ? [index + 1] : [],
    );
    const errors = reports.flatMap(({ problems }) => problems.filter(({ severity }) => severity === 'error'));
    expect(errors.map(({ line }) => line)).toEqual(mistaken);
  });

  it('reports on records that are live and hold no metadata, and on answers without a record', async () => {
    const folder = path.dirname(file);
    const holed = LIST_RECORDS.replace(
      '<record><header status="deleted">',
      '<record><header><identifier>oai:x:9</identifier></header><metadata/></record>\n$&',
    );
    const files = { 'holed.xml': holed, 'lone.xml': '<record><header/></record>', 'none.xml': NO_RECORDS };
    for (const [name, xml] of Object.entries(files)) writeFileSync(path.join(folder, name), xml);
    const { code, stdout } = await runCommand(
      {},
      'validate',
      '--json',
      ...Object.keys(files).map((name) => path.join(folder, name)),
    );
    expect(code).toBe(1);
    const reports = JSON.parse(stdout) as {
      file: string;
      problems: { rule: string; line: number; message: string }[];
    }[];
    expect(reports.map(({ file: source }) => path.basename(source))).toEqual([
      'holed.xml #1',
      'holed.xml #2',
      'holed.xml #3',
      'holed.xml #4',
      'lone.xml',
      'none.xml',
    ]);
    const [, empty, , , lone, none] = reports;
    expect(empty?.problems).toMatchObject([{ rule: 'metadata-missing', line: 18 }]);
    expect(empty?.problems[0]?.message).toContain('oai:x:9');
    expect(lone?.problems).toMatchObject([{ rule: 'metadata-missing', line: 1 }]);
    expect(none?.problems).toMatchObject([{ rule: 'no-record', line: 1 }]);
  });

  it('prints lines and XPaths for people', async () => {
    const deleted = path.join(path.dirname(file), 'deleted.xml');
    writeFileSync(
      deleted,
      '<record xmlns="http://www.openarchives.org/OAI/2.0/"><header status="deleted"/></record>',
    );
    expect(await runCommand({}, 'validate', deleted)).toMatchObject({ code: 1, stdout: '' });
    const { stdout, stderr } = await runCommand({}, 'validate', deleted, file);
    expect(stderr).toBe(`${deleted}: no document (deleted records: 1)\n`);
    expect(stdout).toContain(`${file} #2: refused (oai_datacite)\n`);
    expect(stdout).toMatch(
      /^ {2}error line 23 \[value-not-in-list\] .*MISTAKE.*\n {4}at \/resource\/titles\/title\/@titleType$/m,
    );
  });
});
