import type { VNode } from 'preact';
import type { ShareFile } from '../../registry/shares/shares.schemas.js';
import type { PageContext } from '../page/page-context.js';
import { bytesText, MaybeLink } from '../page/values.js';

/** The files of a record with their sizes; the exact number of bytes is in the title of each size. */
export function FilesTable({ files, context }: { files: readonly ShareFile[]; context: PageContext }): VNode {
  const { t, language } = context;
  return (
    <div class="table-scroll" role="region" aria-label={t.record.files} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.record.fileName}</th>
            <th scope="col">{t.record.fileSize}</th>
            <th scope="col">{t.record.fileType}</th>
            <th scope="col">{t.record.checksum}</th>
          </tr>
        </thead>
        <tbody>
          {files.map((file, index) => (
            <tr key={index}>
              <td>
                <MaybeLink href={file.url}>{file.name}</MaybeLink>
              </td>
              <td class="size" title={file.size === undefined ? undefined : `${file.size} B`}>
                {file.size === undefined ? t.record.unknown : bytesText(file.size, language)}
              </td>
              <td>{file.mediaType ?? t.record.unknown}</td>
              <td class="checksum">{file.checksum ?? t.record.unknown}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
