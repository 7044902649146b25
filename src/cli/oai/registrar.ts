import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { schemaOfDocument } from '../../metadata/schemas.js';
import { CommandError, createdId, type ApiClient } from '../client.js';
import { namespaceOf, type HarvestedRecord } from './harvester.js';

/** Where imported records come from and go to. */
export interface ImportPlace {
  baseUrl: string;
  prefix: string;
  /** Handle service; undefined: the first one. */
  service: string | undefined;
}

const fileName = '.waymark-registered.jsonl';

/** Registers harvested records as shares with handles; each identifier once, whatever happens in between. */
export class Registrar {
  private registered = 0;
  private changed = 0;
  private readonly refused: string[] = [];

  private constructor(
    private readonly client: ApiClient,
    private readonly file: string,
    private readonly handles: Map<string, string>,
    private readonly place: { spaceId: string; serviceId: string; baseUrl: string; namespace: string },
  ) {}

  /** Reads what was registered before from the import's folder, and makes a space for the rest. */
  static async open(
    client: ApiClient,
    folder: string,
    { baseUrl, prefix, service }: ImportPlace,
  ): Promise<Registrar> {
    const file = path.join(folder, fileName);
    const lines = existsSync(file)
      ? readFileSync(file, 'utf8')
          .split('\n')
          .filter((line) => line !== '')
      : [];
    const handles = new Map(lines.map((line) => JSON.parse(line) as [string, string]));
    const namespace = await namespaceOf(baseUrl, prefix);
    if (namespace === undefined) throw new CommandError(`${baseUrl} does not offer ${prefix}`);
    const name = `Imported from ${new URL(baseUrl).hostname}`.slice(0, 120);
    const spaceId = createdId(await client.call('POST', '/user/spaces', { name }));
    const serviceId = service ?? (await firstService(client));
    return new Registrar(client, file, handles, { spaceId, serviceId, baseUrl, namespace });
  }

  /** Registers a new record, sends a changed one on, deletes a deleted one; what is refused is told in the summary. */
  async take(record: HarvestedRecord): Promise<void> {
    const known = this.handles.get(record.identifier);
    try {
      if (known === undefined) await this.takeNew(record);
      else if (record.xml === undefined) await this.client.call('DELETE', `/handles/${known}`);
      else await this.client.call('PATCH', `/handles/${known}`, { metadata: record.xml });
      if (known !== undefined) this.changed++;
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      this.refused.push(`${record.identifier}: ${error.reason}`);
    }
  }

  /** What became of the records, for people. */
  summary(): string {
    const lines = [`registered ${this.registered}, changed ${this.changed}, refused ${this.refused.length}`];
    return [...lines, ...this.refused.map((line) => `  ${line}`)].join('\n');
  }

  private async takeNew(record: HarvestedRecord): Promise<void> {
    if (record.xml === undefined) return;
    const handleId = await this.register(record, record.xml);
    this.handles.set(record.identifier, handleId);
    appendFileSync(this.file, `${JSON.stringify([record.identifier, handleId])}\n`);
    this.registered++;
  }

  private async register(record: HarvestedRecord, xml: string): Promise<string> {
    const schema = schemaOfDocument(xml);
    if (schema === undefined) throw new CommandError('no metadata schema takes this root element');
    const { spaceId, serviceId, baseUrl, namespace } = this.place;
    const shareId = createdId(
      await this.client.call('POST', `/spaces/${spaceId}/shares`, {
        name: shareName(record.identifier),
        description: `Imported from ${baseUrl}, where it is ${record.identifier}.`,
        targetUrl: `${baseUrl}?verb=GetRecord&metadataPrefix=oai_dc&identifier=${encodeURIComponent(record.identifier)}`,
      }),
    );
    const handle = await this.publish(shareId, serviceId, schema.name, xml);
    await this.client.call('PUT', `/handles/${handle}/provenance`, {
      baseUrl,
      identifier: record.identifier,
      datestamp: record.datestamp,
      metadataNamespace: namespace,
      harvestDate: `${new Date().toISOString().slice(0, 19)}Z`,
      altered: true,
    });
    return handle;
  }

  private async publish(
    shareId: string,
    handleServiceId: string,
    metadataSchema: string,
    metadata: string,
  ): Promise<string> {
    try {
      const body = { handleServiceId, resourceType: 'Share', resourceId: shareId, metadataSchema, metadata };
      const answer = await this.client.call('POST', '/user/handles', body);
      return (answer.body as { handleId: string }).handleId;
    } catch (error) {
      await this.client.call('DELETE', `/shares/${shareId}`);
      throw error;
    }
  }
}

async function firstService(client: ApiClient): Promise<string> {
  const { body } = await client.call('GET', '/handle_services');
  const [first] = (body as { handle_services: string[] }).handle_services;
  if (first === undefined) throw new CommandError('there is no handle service');
  return first;
}

/** An identifier as a share may be called. */
function shareName(identifier: string): string {
  const plain = identifier.replace(/[^\p{L}\p{Nd}_().\- ]+/gu, ' ').trim();
  return `Import ${plain}`.slice(0, 120).replace(/[^\p{L}\p{Nd}_()]+$/u, '');
}
