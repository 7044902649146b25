import { recogniseIdentifier } from '../identifiers.js';
import type { RecordSummary, SummaryAgent } from '../summary.js';
import { personParts, splitParticle } from './names.js';
import { citedWork, type PidReference } from './work.js';
import { lookUp } from '../../xml/look-up.js';

type CslName = { family: string; given?: string; 'dropping-particle'?: string } | { literal: string };

/** A CSL-JSON item (citationstyles.org, CSL 1.0.2 and its csl-data schema). */
export interface CslItem {
  id: string;
  type: string;
  title: string;
  author?: CslName[];
  editor?: CslName[];
  issued?: { 'date-parts': number[][] };
  publisher?: string;
  version?: string;
  abstract?: string;
  language?: string;
  keyword?: string;
  DOI?: string;
  URL: string;
  'container-title'?: string;
  volume?: string;
  issue?: string;
  page?: string;
}

const TYPES: Readonly<Record<string, string>> = {
  Dataset: 'dataset',
  Software: 'software',
  ComputationalNotebook: 'software',
  JournalArticle: 'article-journal',
  DataPaper: 'article-journal',
  Preprint: 'article',
  Text: 'report',
  Report: 'report',
  OutputManagementPlan: 'report',
  Standard: 'standard',
  Book: 'book',
  BookChapter: 'chapter',
  ConferencePaper: 'paper-conference',
  ConferenceProceeding: 'book',
  Dissertation: 'thesis',
  Image: 'graphic',
  Audiovisual: 'motion_picture',
  Sound: 'song',
  PeerReview: 'review',
  Journal: 'periodical',
  Collection: 'collection',
  Event: 'event',
  Presentation: 'speech',
  Poster: 'graphic',
};

/** The record as a CSL-JSON item, from which reference managers and citation processors format citations. */
export function cslItem(summary: RecordSummary, pid: PidReference): CslItem {
  const work = citedWork(summary, pid);
  const abstract = summary.descriptions.find(({ type }) => type === undefined || type === 'Abstract');
  const { container } = work;
  return {
    id: work.pidUrl,
    type: lookUp(TYPES, work.resourceTypeGeneral) ?? 'document',
    title: work.title,
    ...(work.authors.length > 0 && { author: work.authors.map(cslName) }),
    ...(work.editors.length > 0 && { editor: work.editors.map(cslName) }),
    ...(work.issued.length > 0 && { issued: { 'date-parts': [[...work.issued]] } }),
    ...(work.publisher !== undefined && { publisher: work.publisher }),
    ...(work.version !== undefined && { version: work.version }),
    ...(abstract !== undefined && { abstract: abstract.value }),
    ...(work.language !== undefined && { language: work.language }),
    ...(summary.subjects.length > 0 && { keyword: summary.subjects.map(({ value }) => value).join(', ') }),
    ...(recogniseIdentifier(pid.pid)?.type === 'DOI' && { DOI: pid.pid }),
    URL: work.pidUrl,
    ...(container !== null && containerFields(container)),
  };
}

function containerFields({
  title,
  volume,
  issue,
  firstPage,
  lastPage,
}: NonNullable<RecordSummary['container']>): Partial<CslItem> {
  const page = [firstPage, lastPage].filter(Boolean).join('-');
  return {
    'container-title': title,
    ...(volume !== undefined && { volume }),
    ...(issue !== undefined && { issue }),
    ...(page !== '' && { page }),
  };
}

function cslName(agent: SummaryAgent): CslName {
  const parts = personParts(agent);
  if (parts === undefined) return { literal: agent.name };
  const { given, particle } = splitParticle(parts.given);
  return {
    family: parts.family,
    ...(given !== '' && { given }),
    ...(particle !== '' && { 'dropping-particle': particle }),
  };
}
