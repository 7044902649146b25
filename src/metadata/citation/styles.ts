import type { RecordSummary, SummaryAgent } from '../summary.js';
import { inFull, initials, joined, personParts, withInitials } from './names.js';
import { citedWork, type CitedWork, type PidReference } from './work.js';
import { lookUp } from '../../xml/look-up.js';

/** The styles that citations come in; the first is the default. */
export const CITATION_STYLES = [
  { id: 'apa', title: 'APA' },
  { id: 'harvard', title: 'Harvard' },
  { id: 'mla', title: 'MLA' },
  { id: 'vancouver', title: 'Vancouver' },
  { id: 'chicago', title: 'Chicago' },
  { id: 'ieee', title: 'IEEE' },
] as const;

export type CitationStyle = (typeof CITATION_STYLES)[number]['id'];

/** The style of a name as clients ask for it (`style=apa`); unknown names fall back to APA, as DataCite's server does. */
export function citationStyle(name: string | undefined): CitationStyle {
  const wanted = name?.toLowerCase() ?? '';
  return CITATION_STYLES.find(({ id }) => wanted === id || wanted.startsWith(`${id}-`))?.id ?? 'apa';
}

/**
 * One record as one line of plain text, in English, ending with the PID as a full address. What a record does not say is
 * left out; no author moves the title to the front, no date is `n.d.`.
 */
export function citationText(style: CitationStyle, summary: RecordSummary, pid: PidReference): string {
  return WRITERS[style](citedWork(summary, pid)).replace(/\s+/g, ' ').trim();
}

const WRITERS: Readonly<Record<CitationStyle, (work: CitedWork) => string>> = {
  apa,
  harvard,
  mla,
  vancouver,
  chicago,
  ieee,
};

/** Publication Manual of the APA, 7th edition, 9.7–9.34 and 10.9 (data sets). */
function apa(work: CitedWork): string {
  const authors = work.authors.map((author) => withInitials(author, 'family first'));
  const shown =
    authors.length > 20
      ? `${authors.slice(0, 19).join(', ')}, … ${authors.at(-1) ?? ''}`
      : joinedAmpersand(authors);
  const label = lookUp(APA_LABELS, work.resourceTypeGeneral);
  const version = work.version === undefined ? '' : ` (Version ${work.version})`;
  const title = `${work.title}${version}${label === undefined ? '' : ` [${label}]`}`;
  const year = `(${work.year ?? 'n.d.'})`;
  const head = shown === '' ? sentences([title, year]) : sentences([`${shown} ${year}`, title]);
  const { container } = work;
  if (container !== null)
    return `${head} ${sentence(`${container.title}${apaNumbers(container)}`)} ${work.pidUrl}`;
  return `${head} ${isAuthor(work, work.publisher) ? '' : sentence(work.publisher)} ${work.pidUrl}`;
}

const APA_LABELS: Readonly<Record<string, string>> = {
  Dataset: 'Data set',
  Software: 'Computer software',
  ComputationalNotebook: 'Computational notebook',
  Audiovisual: 'Video',
  Sound: 'Audio',
  Image: 'Image',
  Collection: 'Collection',
  Model: 'Model',
  Workflow: 'Workflow',
  InteractiveResource: 'Interactive resource',
  PhysicalObject: 'Physical object',
  Poster: 'Poster',
  Presentation: 'Presentation',
  Dissertation: 'Dissertation',
};

function apaNumbers({ volume, issue, firstPage, lastPage }: NonNullable<CitedWork['container']>): string {
  const number = [volume, issue === undefined ? undefined : `(${issue})`].filter(Boolean).join('');
  return [number, pages(firstPage, lastPage)]
    .filter(Boolean)
    .map((part) => `, ${part}`)
    .join('');
}

/** APA sets a comma before the ampersand even between two authors. */
function joinedAmpersand(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')}, & ${names.at(-1) ?? ''}`;
}

/** Cite Them Right Harvard, 12th edition. */
function harvard(work: CitedWork): string {
  const authors = work.authors.map((author) => withInitials(author, 'family first'));
  const shown =
    authors.length > 3 ? `${authors[0] ?? ''} et al.` : joined(authors, 'and', { serialComma: false });
  const year = `(${work.year ?? 'no date'})`;
  const head = shown === '' ? `${work.title} ${year}.` : `${shown} ${sentence(`${year} ${work.title}`)}`;
  const version = work.version === undefined ? '' : `Version ${work.version}.`;
  const { container } = work;
  const place =
    container === null
      ? sentence(work.publisher)
      : sentence(`${container.title}${harvardNumbers(container)}`);
  return `${head} ${version} ${place} Available at: ${work.pidUrl}`;
}

function harvardNumbers({ volume, issue, firstPage, lastPage }: NonNullable<CitedWork['container']>): string {
  const number = [volume, issue === undefined ? undefined : `(${issue})`].filter(Boolean).join('');
  return [number, labelledPages(firstPage, lastPage)]
    .filter(Boolean)
    .map((part) => `, ${part}`)
    .join('');
}

/** MLA Handbook, 9th edition: the template of core elements. */
function mla(work: CitedWork): string {
  const [first, second] = work.authors;
  const lead = first === undefined ? '' : inFull(first, 'family first');
  const others =
    second === undefined || work.authors.length > 2 ? '' : `, and ${inFull(second, 'given first')}`;
  const authors = `${lead}${work.authors.length > 2 ? ', et al' : others}`;
  const { container } = work;
  const parts = [
    container?.title,
    work.version === undefined ? undefined : `version ${work.version}`,
    container?.volume === undefined ? undefined : `vol. ${container.volume}`,
    container?.issue === undefined ? undefined : `no. ${container.issue}`,
    container === null ? work.publisher : undefined,
    work.year,
    container === null ? undefined : labelledPages(container.firstPage, container.lastPage),
    work.pidUrl,
  ];
  const title = container === null ? sentence(work.title) : `“${sentence(work.title)}”`;
  return `${sentence(authors)} ${title} ${parts.filter(Boolean).join(', ')}.`;
}

/** Citing Medicine (NLM), chapter on data sets and databases on the Internet. */
function vancouver(work: CitedWork): string {
  const names = work.authors.map(vancouverName);
  const shown = names.length > 6 ? [...names.slice(0, 6), 'et al'] : names;
  const medium = work.resourceTypeGeneral === 'Dataset' ? 'dataset on the Internet' : 'Internet';
  const version = work.version === undefined ? '' : `Version ${work.version}.`;
  const { container, publisher, year = 'date unknown' } = work;
  const place =
    container === null ? [publisher, year].filter(Boolean).join('; ') : vancouverContainer(container, year);
  return `${sentence(shown.join(', '))} ${work.title} [${medium}]. ${version} ${sentence(place)} Available from: ${work.pidUrl}`;
}

function vancouverName(author: SummaryAgent): string {
  const parts = personParts(author);
  if (parts === undefined) return author.name;
  return `${parts.family} ${initials(parts.given, { point: '', separator: '' })}`.trim();
}

function vancouverContainer(container: NonNullable<CitedWork['container']>, year: string): string {
  const { title, volume, issue, firstPage, lastPage } = container;
  const number = `${volume ?? ''}${issue === undefined ? '' : `(${issue})`}`;
  const range = pages(firstPage, lastPage);
  return `${sentence(title)} ${year}${number === '' ? '' : `;${number}`}${range === '' ? '' : `:${range}`}`;
}

/** Chicago Manual of Style, 17th edition, author-date. */
function chicago(work: CitedWork): string {
  const names = work.authors.map((author, at) => inFull(author, at === 0 ? 'family first' : 'given first'));
  const shown = names.length > 10 ? `${names.slice(0, 7).join(', ')}, et al` : chicagoNames(names);
  const version = work.version === undefined ? '' : `Version ${work.version}.`;
  const { container } = work;
  const place =
    container === null
      ? sentence(work.publisher)
      : sentence(`${container.title}${chicagoNumbers(container)}`);
  const year = work.year ?? 'n.d.';
  const head =
    shown === ''
      ? `“${sentence(work.title)}” ${sentence(year)}`
      : `${sentence(shown)} ${sentence(year)} “${sentence(work.title)}”`;
  return `${head} ${version} ${place} ${work.pidUrl}.`;
}

/** The first name is inverted, so that a comma stands before "and" even between two. */
function chicagoNames(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')}, and ${names.at(-1) ?? ''}`;
}

function chicagoNumbers({ volume, issue, firstPage, lastPage }: NonNullable<CitedWork['container']>): string {
  const range = pages(firstPage, lastPage);
  const number = `${volume === undefined ? '' : ` ${volume}`}${issue === undefined ? '' : ` (${issue})`}`;
  return `${number}${range === '' ? '' : `: ${range}`}`;
}

/** IEEE Reference Guide, online data sets and periodicals. */
function ieee(work: CitedWork): string {
  const names = work.authors.map((author) => withInitials(author, 'given first'));
  const shown = names.length > 6 ? `${names[0] ?? ''} et al.` : joined(names, 'and');
  const { container } = work;
  const version = work.version === undefined ? undefined : `version ${work.version}`;
  const place =
    container === null ? [version, work.publisher] : [container.title, version, ...ieeeNumbers(container)];
  const tail = [...place, work.year ?? 'n.d.'].filter(Boolean).join(', ');
  const lead = shown === '' ? '' : `${shown}, `;
  const where = work.pid.startsWith('10.')
    ? `doi: ${work.pid}. [Online]. Available: ${work.pidUrl}`
    : `[Online]. Available: ${work.pidUrl}`;
  return `${lead}“${work.title.replace(/[.,]$/, '')},” ${sentence(tail)} ${where}`;
}

function ieeeNumbers({
  volume,
  issue,
  firstPage,
  lastPage,
}: NonNullable<CitedWork['container']>): (string | undefined)[] {
  return [
    volume === undefined ? undefined : `vol. ${volume}`,
    issue === undefined ? undefined : `no. ${issue}`,
    labelledPages(firstPage, lastPage),
  ];
}

function labelledPages(first: string | undefined, last: string | undefined): string | undefined {
  const range = pages(first, last);
  if (range === '') return undefined;
  return range === first ? `p. ${range}` : `pp. ${range}`;
}

function pages(first: string | undefined, last: string | undefined): string {
  if (first === undefined) return '';
  return last === undefined || last === first ? first : `${first}–${last}`;
}

/** A text with one full stop at its end, none after ? ! or …; nothing for nothing. */
function sentence(text: string | undefined): string {
  if (text === undefined || text.trim() === '') return '';
  return /[.?!…]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;
}

function sentences(texts: readonly string[]): string {
  return texts.map(sentence).filter(Boolean).join(' ');
}

/** APA leaves a publisher out that is the author already. */
function isAuthor({ authors }: CitedWork, publisher: string | undefined): boolean {
  return authors.some(({ name }) => name === publisher);
}
