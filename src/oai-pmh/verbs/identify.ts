import { feedFacts } from '../../feed/feed.queries.js';
import { oaiIdentifier, type OaiContext } from '../context.js';
import { element, type VerbAnswer } from '../response.js';

/** An id in our form, to show where no record exists yet. */
const noHandle = '0'.repeat(32);

/** Who we are and how we keep our promises. Source: OAI-PMH 2.0, section 4.2. */
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
      `<description>${identifierScheme(context, sampleHandleId ?? noHandle)}</description>`,
    ],
  };
}

/** Source: OAI guidelines, oai-identifier. The official validator reads the `xmlns` attribute of the element itself. */
function identifierScheme({ repositoryId }: OaiContext, sampleHandleId: string): string {
  const namespace = 'http://www.openarchives.org/OAI/2.0/oai-identifier';
  return [
    `<oai-identifier xmlns="${namespace}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"`,
    ` xsi:schemaLocation="${namespace} http://www.openarchives.org/OAI/2.0/oai-identifier.xsd">`,
    element('scheme', 'oai'),
    element('repositoryIdentifier', repositoryId),
    element('delimiter', ':'),
    element('sampleIdentifier', oaiIdentifier(repositoryId, sampleHandleId)),
    '</oai-identifier>',
  ].join('');
}
