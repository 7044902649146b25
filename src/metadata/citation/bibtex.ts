import type { RecordSummary, SummaryAgent } from '../summary.js';
import { personParts } from './names.js';
import { citedWork, type CitedWork, type PidReference } from './work.js';
import { lookUp } from '../../xml/look-up.js';

const ENTRIES: Readonly<Record<string, string>> = {
  JournalArticle: 'article',
  DataPaper: 'article',
  Book: 'book',
  BookChapter: 'inbook',
  ConferencePaper: 'inproceedings',
  ConferenceProceeding: 'proceedings',
  Dissertation: 'phdthesis',
  Report: 'techreport',
};

/** The field in which an entry names what it appeared in, or who issued it. */
const CONTAINER_FIELDS: Readonly<Record<string, string>> = {
  article: 'journal',
  inproceedings: 'booktitle',
  inbook: 'booktitle',
};
const ISSUER_FIELDS: Readonly<Record<string, string>> = { phdthesis: 'school', techreport: 'institution' };

/** The record as a BibTeX entry: UTF-8, TeX's special characters escaped, organisations protected by braces. */
export function bibtex(summary: RecordSummary, pid: PidReference): string {
  const work = citedWork(summary, pid);
  const entry = lookUp(ENTRIES, work.resourceTypeGeneral) ?? 'misc';
  const rights = summary.rights[0];
  const fields: [string, string | undefined][] = [
    ['author', names(work.authors)],
    ['editor', names(work.editors)],
    ['title', protectedTitle(work.title)],
    [ISSUER_FIELDS[entry] ?? 'publisher', escaped(work.publisher)],
    ['year', work.year],
    ['month', work.issued[1] === undefined ? undefined : String(work.issued[1])],
    ...containerFields(entry, work),
    ['version', escaped(work.version)],
    ['doi', pid.pid.startsWith('10.') ? verbatim(pid.pid) : undefined],
    ['url', verbatim(pid.pidUrl)],
    ['keywords', escaped(summary.subjects.map(({ value }) => value).join(', '))],
    ['language', escaped(work.language)],
    ['copyright', escaped(rights?.spdx ?? rights?.name ?? rights?.uri)],
  ];
  const lines = fields.flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`  ${name} = {${value}}`],
  );
  return `@${entry}{${citationKey(work)},\n${lines.join(',\n')}\n}\n`;
}

function containerFields(entry: string, { container }: CitedWork): [string, string | undefined][] {
  if (container === null) return [];
  const { title, volume, issue, firstPage, lastPage } = container;
  return [
    [CONTAINER_FIELDS[entry] ?? 'howpublished', escaped(title)],
    ['volume', escaped(volume)],
    ['number', escaped(issue)],
    ['pages', escaped([firstPage, lastPage].filter(Boolean).join('--'))],
  ];
}

/** ASCII and stable: first author, year, PID. */
function citationKey({ authors, year, pid }: CitedWork): string {
  const first = authors[0];
  const name =
    first === undefined ? 'anonymous' : (personParts(first)?.family ?? first.name.split(/\s/)[0] ?? '');
  return [asciiWord(name).toLowerCase() || 'anonymous', year ?? 'nd', asciiWord(pid)].join('_');
}

function asciiWord(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[łŁ]/g, 'l')
    .replace(/[\u0300-\u036F]/g, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}

function names(agents: readonly SummaryAgent[]): string {
  return agents
    .map((agent) => (personParts(agent) === undefined ? `{${escaped(agent.name) ?? ''}}` : personName(agent)))
    .join(' and ');
}

/** BibTeX parts names at commas and at the word "and"; where a part has its own, braces keep it whole. */
function personName(agent: SummaryAgent): string {
  const { family, given } = personParts(agent) ?? { family: agent.name, given: '' };
  return [family, given]
    .map((part) => escaped(part) ?? '')
    .filter(Boolean)
    .map((part) => (/,|(?:^|\s)and(?:\s|$)/i.test(part) ? `{${part}}` : part))
    .join(', ');
}

/** Words with capitals inside keep them only in braces, since BibTeX styles change the case of titles. */
function protectedTitle(title: string): string {
  return (escaped(title) ?? '').replace(/(?<![\p{L}\\])\p{L}*\p{Lu}\p{L}*\p{Lu}[\p{L}\p{N}]*/gu, '{$&}');
}

const TEX: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  // BibTeX counts braces whether or not they are escaped.
  '{': '\\textbraceleft{}',
  '}': '\\textbraceright{}',
};

function escaped(text: string | undefined): string | undefined {
  return text
    ?.replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\~^{}&%$#_]/g, (character) => TEX[character] ?? `\\${character}`);
}

/** Addresses are not escaped; what would end the field is percent-encoded. */
function verbatim(address: string): string {
  return address.replace(/[{}\\\s]/g, (character) => encodeURIComponent(character));
}
