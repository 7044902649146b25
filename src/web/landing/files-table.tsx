import type { VNode } from 'preact';
import type { ShareFile } from '../../registry/shares/shares.schemas.js';
import type { PageContext } from '../page/page-context.js';
import { bytesText, MaybeLink } from '../page/values.js';

/** The files of a record, each with its checksum below its name; the exact number of bytes is in the title of a size. */
export function FilesTable({ files, context }: { files: readonly ShareFile[]; context: PageContext }): VNode {
  const { t, language } = context;
  return (
    <div class="table-scroll" role="region" aria-label={t.record.files} tabIndex={0}>
      <table class="files">
        <thead>
          <tr>
            <th scope="col">{t.record.fileName}</th>
            <th scope="col">{t.record.fileType}</th>
            <th scope="col" class="size">
              {t.record.fileSize}
            </th>
          </tr>
        </thead>
        <tbody>
          {files.map((file, index) => (
            <tr key={index}>
              <td>
                <MaybeLink href={file.url}>{file.name}</MaybeLink>
                {file.checksum !== undefined && (
                  <small class="checksum">
                    <span class="visually-hidden">{t.record.checksum}: </span>
                    {file.checksum}
                  </small>
                )}
              </td>
              <td>{file.mediaType ?? t.record.unknown}</td>
              <td class="size" title={file.size === undefined ? undefined : `${file.size} B`}>
                {file.size === undefined ? t.record.unknown : bytesText(file.size, language)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
