import { feedFacts, feedFormats } from '../../feed/feed.queries.js';
import type { MetadataFormat } from '../../metadata/schema.js';
import { handleIdOf, type OaiContext } from '../context.js';
import { OaiError } from '../oai-error.js';
import { element, type VerbAnswer } from '../response.js';

/** The formats on offer, or those of one item. Source: OAI-PMH 2.0, section 4.4. */
export async function listMetadataFormats(
  { identifier }: { verb: 'ListMetadataFormats'; identifier?: string },
  { view, formats, repositoryId }: OaiContext,
): Promise<VerbAnswer> {
  if (identifier === undefined) {
    const { highWater } = await view.read(feedFacts);
    return { highWater, content: formats.map(formatElement) };
  }
  const handleId = handleIdOf(identifier, repositoryId) ?? '';
  const { highWater, prefixes } = await view.read((reader) => feedFormats(reader, handleId));
  if (prefixes.length === 0) {
    throw new OaiError({ code: 'idDoesNotExist', message: 'No item has this identifier.' }, highWater);
  }
  const ofItem = formats.filter(({ prefix }) => prefixes.includes(prefix));
  if (ofItem.length === 0) {
    throw new OaiError(
      { code: 'noMetadataFormats', message: 'This item has no format that is on offer.' },
      highWater,
    );
  }
  return { highWater, content: ofItem.map(formatElement) };
}

function formatElement({ prefix, schemaUrl, namespace }: MetadataFormat): string {
  const parts =
    element('metadataPrefix', prefix) +
    element('schema', schemaUrl) +
    element('metadataNamespace', namespace);
  return `<metadataFormat>${parts}</metadataFormat>`;
}
