import { feedFacts } from '../../feed/feed.queries.js';
import { codings } from '../../platform/compression.js';
import type { OaiContext } from '../context.js';
import { descriptions } from '../descriptions.js';
import { element, type VerbAnswer } from '../response.js';

/** Who we are and what we keep to. Source: OAI-PMH 2.0, section 4.2. */
export async function identify(_request: { verb: 'Identify' }, context: OaiContext): Promise<VerbAnswer> {
  const { highWater, earliestDatestamp, sampleHandleId } = await context.view.read(feedFacts);
  return {
    highWater,
    content: [
      element('repositoryName', context.repositoryName),
      element('baseURL', context.baseUrl),
      element('protocolVersion', '2.0'),
      element('adminEmail', context.adminEmail),
      element('earliestDatestamp', earliestDatestamp === '' ? highWater : earliestDatestamp),
      element('deletedRecord', 'persistent'),
      element('granularity', 'YYYY-MM-DDThh:mm:ssZ'),
      ...codings.map((coding) => element('compression', coding)),
      ...descriptions(context, sampleHandleId),
    ],
  };
}
