import type { RecordSummary } from '../../metadata/summary.js';
import { storedTombstone } from '../../registry/handles/handles.schemas.js';
import { storedFiles, type ShareFile } from '../../registry/shares/shares.schemas.js';
import { pidAsPath } from '../../pid/pid.js';
import { webLink } from '../page/links.js';
import { isTestPid, pidUrl } from './pid-link.js';
import type { PublishedHandleRow } from './record.queries.js';
import { parseSummary } from './stored-summary.js';

/** What remains of a withdrawn record besides its metadata. */
export interface Withdrawal {
  /** Day of the deletion, `YYYY-MM-DD`. */
  date: string;
  reason?: string;
  note?: string;
  /** What the record was replaced by, as given; `href` when it is a web address or a PID. */
  replacedBy?: { text: string; href?: string };
}

/** A published record as pages and machine views show it: everything parsed, every address judged. */
export interface PublicRecord {
  handleId: string;
  pid: string;
  /** The PID as a full link: what is cited. */
  pidUrl: string;
  /** The PID below this registry's own address, which answers for it whatever its service. */
  localPath: string;
  isTest: boolean;
  shareId: string;
  /** Where the record's page is now: its landing page, or once withdrawn the tombstone at its PID here. */
  pageUrl: string;
  /** The path of `pageUrl`. */
  pagePath: string;
  schema: string;
  revision: number;
  /** Last change of metadata or share: an instant. */
  changedAt: string;
  registeredAt: string;
  summary: RecordSummary;
  /** Markdown that the share's owner wrote; '' when there is none. */
  shareDescription: string;
  /** Where the data is. */
  dataUrl: string | undefined;
  files: ShareFile[];
  /** Set when the record was withdrawn. */
  withdrawal: Withdrawal | undefined;
}

/** Instant of the last change that readers see: of the record, or of the share while it is published. */
export function changedAtOf(row: PublishedHandleRow): string {
  const share = row.deleted_at === null ? (row.share_updated_at ?? '') : '';
  return share > row.updated_at ? share : row.updated_at;
}

/** A record from its row. @throws ZodError when stored JSON is not what this version stores */
export function toPublicRecord(row: PublishedHandleRow): PublicRecord {
  const pageUrl =
    row.deleted_at === null ? row.landing_url : new URL(`/${pidAsPath(row.pid)}`, row.landing_url).href;
  return {
    handleId: row.id,
    pid: row.pid,
    pidUrl: pidUrl(row),
    localPath: `/${pidAsPath(row.pid)}`,
    isTest: isTestPid(row.pid),
    shareId: row.share_id,
    pageUrl,
    pagePath: new URL(pageUrl).pathname,
    schema: row.metadata_schema,
    revision: row.desired_revision,
    changedAt: changedAtOf(row),
    registeredAt: row.registered_at,
    summary: parseSummary(row.summary),
    shareDescription: row.share_description ?? '',
    dataUrl: webLink(row.target_url),
    files: storedFiles.parse(JSON.parse(row.files ?? '[]')),
    withdrawal: row.deleted_at === null ? undefined : withdrawalOf(row.deleted_at, row.tombstone),
  };
}

function withdrawalOf(deletedAt: string, json: string | null): Withdrawal {
  const { reason, note, replacedBy } = storedTombstone.parse(JSON.parse(json ?? '{}'));
  return {
    date: deletedAt.slice(0, 10),
    ...(reason !== undefined && { reason }),
    ...(note !== undefined && { note }),
    ...(replacedBy !== undefined && { replacedBy: successor(replacedBy) }),
  };
}

/** A successor is named by an address, a DOI or another PID. */
function successor(text: string): { text: string; href?: string } {
  const name = text.trim().replace(/^(?:doi|hdl):/i, '');
  const isPid = /^\d[\w.]*\/\S+$/.test(name);
  const href = isPid ? pidUrl({ pid: name, public_handle: '' }) : webLink(text);
  return href === undefined ? { text } : { text, href };
}
