import type { ApiClient } from '../client.js';
import { ApiRefusal, CommandError, createdId } from '../client.js';
import type { FoundDocument } from '../documents.js';

/** A document that became a handle. */
export interface PublishedSample {
  document: FoundDocument;
  handleId: string;
  publicHandle: string;
  landingUrl: string;
}

/** What became of the documents: each is in exactly one list. */
export interface PublishReport {
  published: PublishedSample[];
  refused: { source: string; reason: string }[];
}

const concurrency = 8;

/** Publishes each document as a share with a handle, in a new space, with the registry's first handle service. */
export async function publishSamples(
  client: ApiClient,
  documents: readonly FoundDocument[],
): Promise<PublishReport> {
  const space = createdId(await client.call('POST', '/user/spaces', { name: 'Demo' }));
  const { handle_services: services } = (await client.call('GET', '/handle_services')).body as {
    handle_services: string[];
  };
  const report: PublishReport = { published: [], refused: [] };
  const waiting = [...documents];
  const publisher = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      await publishOne(client, { space, service: services[0] ?? '' }, next, report);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, publisher));
  return report;
}

async function publishOne(
  client: ApiClient,
  place: { space: string; service: string },
  document: FoundDocument,
  report: PublishReport,
): Promise<void> {
  const share = await client.call('POST', `/spaces/${place.space}/shares`, {
    name: shareName(document.source),
    description: `Published by the demo from *${document.source}*.`,
    targetUrl: `https://data.example.org/demo/${encodeURIComponent(document.source)}`,
  });
  const shareId = createdId(share);
  try {
    const answer = await client.call('POST', '/user/handles', {
      handleServiceId: place.service,
      resourceType: 'Share',
      resourceId: shareId,
      metadataSchema: document.schema.name,
      metadata: document.xml,
    });
    const { handleId, publicHandle } = answer.body as { handleId: string; publicHandle: string };
    const { publicUrl } = (await client.call('GET', `/shares/${shareId}/public`)).body as {
      publicUrl: string;
    };
    report.published.push({ document, handleId, publicHandle, landingUrl: publicUrl });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    await client.call('DELETE', `/shares/${shareId}`);
    const reason = error instanceof ApiRefusal ? error.reasonInFile(document.line) : error.reason;
    report.refused.push({ source: document.source, reason });
  }
}

/** A file's name as a share may be called. */
function shareName(source: string): string {
  const plain = source
    .replace(/\.xml/gi, '')
    .replace(/[^\p{L}\p{Nd}_().\- ]+/gu, ' ')
    .trim();
  return `Demo ${plain}`.slice(0, 120).replace(/[^\p{L}\p{Nd}_()]+$/u, '');
}
