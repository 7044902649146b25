import { unixSeconds } from '../../platform/clock.js';
import { exampleIds } from '../../platform/describe.js';
import { etagOf } from '../../platform/etag.js';
import { restRoot } from '../../platform/location.js';
import { toCreator } from '../users/creator.js';
import { storedFiles, type ShareFile } from './shares.schemas.js';
import type { ShareRow } from './shares.queries.js';

/** The landing page of a share: publicUrl, and what is given to services and put into metadata. */
export const landingUrlOf = (publicUrl: string, shareId: string) => `${publicUrl}/share/${shareId}`;

/** A handle is nobody's business before its first registration. */
const publicHandleId = (row: ShareRow) => (row.handle_registered_at === null ? null : row.handle_id);

/** A share as everyone sees it. @param publicUrl PUBLIC_URL of this registry */
export function toPublicShareView(row: ShareRow, publicUrl: string) {
  return {
    shareId: row.id,
    name: row.name,
    description: row.description,
    publicUrl: landingUrlOf(publicUrl, row.id),
    publicRestUrl: `${publicUrl}${restRoot}/shares/${row.id}/public`,
    rootFileId: row.root_file_id,
    fileType: row.file_type,
    targetUrl: row.target_url,
    files: filesOf(row),
    handleId: publicHandleId(row),
    creationTime: unixSeconds(row.created_at),
  };
}

/** A share as the members of its space see it. */
export function toShareView(row: ShareRow, publicUrl: string) {
  return {
    ...toPublicShareView(row, publicUrl),
    spaceId: row.space_id,
    handleId: row.handle_id,
    creator: toCreator(row.creator_id),
  };
}

/** The files that a share lists. */
export const filesOf = (row: Pick<ShareRow, 'files'>): ShareFile[] =>
  storedFiles.parse(JSON.parse(row.files));

/** Changes with everything that may change of a share. */
export const shareEtag = (row: ShareRow) => etagWith(row, row.handle_id);

/** The same of what everyone sees of it: not a change of a handle that nobody has seen. */
export const publicShareEtag = (row: ShareRow) => etagWith(row, publicHandleId(row));

const etagWith = (row: ShareRow, handleId: string | null) =>
  etagOf(row.id, row.name, row.description, row.target_url, row.files, handleId ?? '');

/** A public share for the API description. */
export const publicShareExample = {
  shareId: exampleIds.share,
  name: 'Snow depths 2026',
  description: '# Snow depths\n\nDaily readings.',
  publicUrl: `https://waymark.example.org/share/${exampleIds.share}`,
  publicRestUrl: `https://waymark.example.org${restRoot}/shares/${exampleIds.share}/public`,
  rootFileId: exampleIds.rootFile,
  fileType: 'dir',
  targetUrl: 'https://data.example.org/snow/2026',
  files: [
    {
      name: 'snow.csv',
      url: 'https://data.example.org/snow/2026/snow.csv',
      size: 48213,
      mediaType: 'text/csv',
    },
  ],
  handleId: exampleIds.handle,
  creationTime: 1795334400,
};

/** A share for the API description. */
export const shareExample = {
  ...publicShareExample,
  spaceId: exampleIds.space,
  creator: { type: 'user', id: exampleIds.user },
};
