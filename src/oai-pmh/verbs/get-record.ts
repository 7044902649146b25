import { feedRecord } from '../../feed/feed.queries.js';
import { handleIdOf, type OaiContext } from '../context.js';
import { OaiError, type OaiFault } from '../oai-error.js';
import type { VerbAnswer } from '../response.js';

/** One record, deleted ones included. Source: OAI-PMH 2.0, section 4.1. */
export async function getRecord(
  { identifier, metadataPrefix }: { verb: 'GetRecord'; identifier: string; metadataPrefix: string },
  { view, formats, repositoryId }: OaiContext,
): Promise<VerbAnswer> {
  const handleId = handleIdOf(identifier, repositoryId) ?? '';
  const { highWater, record, itemExists } = await view.read((reader) =>
    feedRecord(reader, handleId, metadataPrefix),
  );
  const offered = formats.some(({ prefix }) => prefix === metadataPrefix);
  const faults: OaiFault[] = [];
  if (!itemExists) faults.push({ code: 'idDoesNotExist', message: 'No item has this identifier.' });
  if (!offered)
    faults.push({ code: 'cannotDisseminateFormat', message: 'This metadataPrefix is not on offer.' });
  else if (itemExists && record === undefined) {
    faults.push({
      code: 'cannotDisseminateFormat',
      message: 'This item is not available in this metadataPrefix.',
    });
  }
  if (faults.length > 0 || record === undefined) throw new OaiError(faults, highWater);
  return { highWater, content: [record], listed: { prefix: metadataPrefix, set: undefined, records: 1 } };
}
