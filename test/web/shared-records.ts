import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { unwrap } from '../../src/metadata/unwrap.js';
import type { TestApp } from '../support/app.js';
import { createShare, createSpace, localServiceId, register } from '../support/factories.js';

/** Real records beside the checkout; tests that need them are skipped by name where they are missing. */
export const sharedRecords = path.resolve(import.meta.dirname, '../../../shared/records');

const schemas = { oai_dc: 'oai_dc', datacite: 'oai_datacite', edm: 'edm' } as const;

/** A real record, published by the real path. */
export interface PublishedShared {
  schema: string;
  file: string;
  shareId: string;
  handleId: string;
  pid: string;
  pidUrl: string;
  landingUrl: string;
}

/** Publishes the records of shared/records, envelopes taken off; those that are refused are left out. */
export async function publishShared(app: TestApp, mostOfAFolder = 100): Promise<PublishedShared[]> {
  const space = await createSpace(app);
  const serviceId = await localServiceId(app);
  const published: PublishedShared[] = [];
  for (const [folder, schema] of Object.entries(schemas)) {
    for (const file of readdirSync(path.join(sharedRecords, folder)).sort().slice(0, mostOfAFolder)) {
      const [document] = unwrap(readFileSync(path.join(sharedRecords, folder, file))).documents;
      if (document === undefined) continue;
      const shareId = await createShare(app, space);
      const answer = await register(app, { shareId, serviceId, schema, metadata: document.xml });
      if (answer.status !== 201) continue;
      const { handleId, publicHandle } = answer.json as { handleId: string; publicHandle: string };
      const pid = publicHandle.split('/').slice(-2).join('/');
      published.push({
        schema,
        file,
        shareId,
        handleId,
        pid,
        pidUrl: publicHandle,
        landingUrl: `${app.url}/share/${shareId}`,
      });
    }
  }
  return published;
}
