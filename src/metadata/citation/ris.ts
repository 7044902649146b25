import type { RecordSummary } from '../summary.js';
import { inFull } from './names.js';
import { citedWork, type PidReference } from './work.js';
import { lookUp } from '../../xml/look-up.js';

const TYPES: Readonly<Record<string, string>> = {
  Dataset: 'DATA',
  Software: 'COMP',
  ComputationalNotebook: 'COMP',
  JournalArticle: 'JOUR',
  DataPaper: 'JOUR',
  Report: 'RPRT',
  Book: 'BOOK',
  BookChapter: 'CHAP',
  ConferencePaper: 'CPAPER',
  ConferenceProceeding: 'CONF',
  Dissertation: 'THES',
  Image: 'FIGURE',
  Audiovisual: 'MPCT',
  Sound: 'SOUND',
};

/** The record in RIS (Research Information Systems): one tag a line, CRLF line ends. */
export function ris(summary: RecordSummary, pid: PidReference): string {
  const work = citedWork(summary, pid);
  const { container } = work;
  const tags: [string, string | undefined][] = [
    ['TY', lookUp(TYPES, work.resourceTypeGeneral) ?? 'GEN'],
    ['TI', work.title],
    ...work.authors.map((author): [string, string] => ['AU', inFull(author, 'family first')]),
    ...work.editors.map((editor): [string, string] => ['ED', inFull(editor, 'family first')]),
    ['PY', work.year],
    [
      'DA',
      work.issued.length < 2 ? undefined : work.issued.map((part) => String(part).padStart(2, '0')).join('/'),
    ],
    ['PB', work.publisher],
    ['ET', work.version],
    ['T2', container?.title],
    ['VL', container?.volume],
    ['IS', container?.issue],
    ['SP', container?.firstPage],
    ['EP', container?.lastPage],
    ...summary.descriptions
      .filter(({ type }) => type === undefined || type === 'Abstract')
      .map(({ value }): [string, string] => ['AB', value]),
    ...summary.subjects.map(({ value }): [string, string] => ['KW', value]),
    ['LA', work.language],
    ['DO', pid.pid.startsWith('10.') ? pid.pid : undefined],
    ['UR', work.pidUrl],
  ];
  const lines = tags.flatMap(([tag, value]) =>
    value === undefined || value === '' ? [] : [`${tag}  - ${oneLine(value)}`],
  );
  return `${[...lines, 'ER  - '].join('\r\n')}\r\n`;
}

function oneLine(value: string): string {
  return value.replace(/\s+/g, ' ').trim();
}
