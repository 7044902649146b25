import { identifierUrl } from '../../metadata/identifiers.js';
import { webLink } from '../page/links.js';
import { mainTitle, yearOf } from '../record/names.js';
import type { PublicRecord } from '../record/record.js';
import { isOpenFormat } from './open-formats.js';

/** A metric of F-UJI 0.8. */
export type MetricId =
  | 'FsF-F1-01MD'
  | 'FsF-F1-02MD'
  | 'FsF-F2-01M'
  | 'FsF-F3-01M'
  | 'FsF-F4-01M'
  | 'FsF-A1-01M'
  | 'FsF-A1-02MD'
  | 'FsF-A1.1-01MD'
  | 'FsF-A1.2-01MD'
  | 'FsF-I1-01M'
  | 'FsF-I2-01M'
  | 'FsF-I3-01M'
  | 'FsF-R1-01M'
  | 'FsF-R1.1-01M'
  | 'FsF-R1.2-01M'
  | 'FsF-R1.3-01M'
  | 'FsF-R1.3-02D';

/** What a record can lack; each has advice in every language. */
export type Lack =
  | 'testPid'
  | 'title'
  | 'creator'
  | 'date'
  | 'publisher'
  | 'type'
  | 'summary'
  | 'keywords'
  | 'dataLink'
  | 'relations'
  | 'fileFacts'
  | 'license'
  | 'licenseUrl'
  | 'openFormat';

/** How a record does by one metric. */
export interface MetricResult {
  metric: MetricId;
  earned: number;
  points: number;
  lacks: Lack[];
}

/** How a record does by all metrics. */
export interface FairResult {
  earned: number;
  points: number;
  metrics: MetricResult[];
}

/** A point (or part of one) that is earned when nothing of its list is lacking. */
interface Share {
  worth: number;
  lacks: Lack[];
}

const given = (worth: number): Share => ({ worth, lacks: [] });
const unless = (worth: number, ...lacks: (Lack | false)[]): Share => ({
  worth,
  lacks: lacks.filter((lack) => lack !== false),
});

/**
 * Evaluates the rules of F-UJI 0.8 on what this registry says of a record, without any network. What every page here
 * brings (typed links, JSON-LD, RDF, https) is earned by all. Says "rules met", which is not F-UJI's own score.
 * Source: F-UJI, metrics_v0.8.yaml and its evaluators.
 */
export function evaluateFair(record: PublicRecord): FairResult {
  const metrics = Object.entries(sharesOf(record)).map(([metric, shares]) => ({
    metric: metric as MetricId,
    points: shares.reduce((sum, { worth }) => sum + worth, 0),
    earned: shares.reduce((sum, { worth, lacks }) => sum + (lacks.length === 0 ? worth : 0), 0),
    lacks: [...new Set(shares.flatMap(({ lacks }) => lacks))],
  }));
  const total = (of: 'earned' | 'points') => metrics.reduce((sum, metric) => sum + metric[of], 0);
  return { earned: total('earned'), points: total('points'), metrics };
}

function sharesOf(record: PublicRecord): Record<MetricId, Share[]> {
  const { summary } = record;
  const hasData = dataLinks(record).length > 0;
  const data = unless(1, !hasData && 'dataLink');
  return {
    'FsF-F1-01MD': [given(1)],
    'FsF-F1-02MD': [given(0.5), unless(0.5, record.isTest && 'testPid')],
    'FsF-F2-01M': [
      unless(
        1,
        mainTitle(summary) === undefined && 'title',
        summary.creators.length === 0 && 'creator',
        yearOf(summary) === undefined && 'date',
        summary.publisher === null && 'publisher',
        summary.resourceTypeGeneral === null && summary.type === null && 'type',
      ),
      unless(1, summary.descriptions.length === 0 && 'summary', summary.subjects.length === 0 && 'keywords'),
    ],
    'FsF-F3-01M': [data],
    'FsF-F4-01M': [given(2)],
    'FsF-A1-01M': [given(1)],
    'FsF-A1-02MD': [given(1), data],
    'FsF-A1.1-01MD': [given(1), data],
    'FsF-A1.2-01MD': [given(1), data],
    'FsF-I1-01M': [given(2)],
    'FsF-I2-01M': [given(2)],
    'FsF-I3-01M': [unless(2, !hasLinkedRelation(record) && 'relations')],
    'FsF-R1-01M': [
      unless(1, summary.resourceTypeGeneral === null && summary.type === null && 'type'),
      unless(1, !hasFileFacts(record) && 'fileFacts'),
    ],
    'FsF-R1.1-01M': [
      unless(0.5, summary.rights.length === 0 && 'license'),
      unless(0.5, !hasLicenseUrl(record) && 'licenseUrl'),
    ],
    'FsF-R1.2-01M': [
      unless(1, summary.creators.length === 0 && 'creator', yearOf(summary) === undefined && 'date'),
    ],
    'FsF-R1.3-01M': [given(1)],
    'FsF-R1.3-02D': [unless(1, !hasOpenFormat(record) && 'openFormat')],
  };
}

function dataLinks({ files, dataUrl }: PublicRecord): string[] {
  return [...files.map(({ url }) => url), dataUrl].filter(
    (url) => url !== undefined && webLink(url) !== undefined,
  ) as string[];
}

function hasLinkedRelation({ summary }: PublicRecord): boolean {
  return summary.relations.some(
    ({ identifierType, identifier }) => webLink(identifierUrl(identifierType, identifier)) !== undefined,
  );
}

function hasFileFacts({ files }: PublicRecord): boolean {
  return files.some(({ size, mediaType }) => size !== undefined && mediaType !== undefined);
}

function hasLicenseUrl({ summary }: PublicRecord): boolean {
  return summary.rights.some(({ uri, spdx }) => spdx !== undefined || webLink(uri) !== undefined);
}

function hasOpenFormat({ files, summary }: PublicRecord): boolean {
  return [...files.flatMap(({ mediaType }) => mediaType ?? []), ...summary.formats].some(isOpenFormat);
}
