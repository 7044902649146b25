import { schemaOfDocument } from '../../metadata/schemas.js';
import { readDatestamp } from '../../oai-pmh/datestamps.js';
import { ApiRefusal, CommandError, createdId, type ApiClient } from '../client.js';
import { emptinessOf, namespaceOf, requestUrl, type HarvestedRecord } from './harvester.js';
import { ImportJournal } from './import-journal.js';

/** Where imported records come from and go to. */
export interface ImportPlace {
  baseUrl: string;
  prefix: string;
  /** Handle service; undefined: the first one. */
  service: string | undefined;
}

class UnknownSchemaError extends CommandError {}

/** Registers harvested records as shares with handles; each identifier once, whatever happens in between. */
export class Registrar {
  private registered = 0;
  private changed = 0;
  private readonly refused: string[] = [];

  private constructor(
    private readonly client: ApiClient,
    private readonly journal: ImportJournal,
    private readonly place: { serviceId: string; baseUrl: string; namespace: string },
  ) {}

  /** Reads what was made before from the import's folder. */
  static async open(
    client: ApiClient,
    folder: string,
    { baseUrl, prefix, service }: ImportPlace,
  ): Promise<Registrar> {
    const namespace = await namespaceOf(baseUrl, prefix);
    if (namespace === undefined) throw new CommandError(`${baseUrl} does not offer ${prefix}`);
    const serviceId = service ?? (await firstService(client));
    return new Registrar(client, new ImportJournal(folder), { serviceId, baseUrl, namespace });
  }

  /** Registers a new record, sends a changed one on, deletes a deleted one; what is refused is told in the summary. */
  async take(record: HarvestedRecord): Promise<void> {
    const known = this.journal.handleOf(record.identifier);
    const emptiness = emptinessOf(record);
    if (emptiness !== undefined) {
      this.refused.push(emptiness);
      return;
    }
    try {
      if (known === undefined) await this.takeNew(record);
      else await this.takeAgain(known, record);
    } catch (error) {
      // What has judged no record has refused none: the import ends here, and goes on when it is run again.
      if (!(isRefusal(error) || error instanceof UnknownSchemaError)) throw error;
      this.refused.push(`${record.identifier}: ${error.reason}`);
    }
  }

  /** What became of the records, for people. */
  summary(): string {
    const lines = [`registered ${this.registered}, changed ${this.changed}, refused ${this.refused.length}`];
    return [...lines, ...this.refused.map((line) => `  ${line}`)].join('\n');
  }

  private async takeAgain(handle: string, record: HarvestedRecord): Promise<void> {
    const { identifier, xml } = record;
    if (xml === undefined) {
      await this.client.call('DELETE', `/handles/${handle}`).catch(unlessGone);
      this.journal.keep({ identifier, handle: null });
    } else {
      await this.client.call('PATCH', `/handles/${handle}`, { metadata: xml });
      await this.keepProvenance(handle, record);
    }
    this.changed++;
  }

  private async takeNew(record: HarvestedRecord): Promise<void> {
    const { identifier, xml } = record;
    if (xml === undefined) return;
    const schema = schemaOfDocument(xml);
    if (schema === undefined) throw new UnknownSchemaError('no metadata schema takes this root element');
    const share = this.journal.shareOf(identifier) ?? (await this.makeShare(identifier));
    const handle = (await this.handleAt(share)) ?? (await this.publish(identifier, share, schema.name, xml));
    await this.keepProvenance(handle, record);
    this.journal.keep({ identifier, handle });
    this.registered++;
  }

  private async keepProvenance(
    handle: string,
    { identifier, datestamp, earlier }: HarvestedRecord,
  ): Promise<void> {
    const harvestDate = `${new Date().toISOString().slice(0, 19)}Z`;
    await this.client.call('PUT', `/handles/${handle}/provenance`, {
      baseUrl: this.place.baseUrl,
      identifier,
      datestamp: utcDatestamp(datestamp) ?? harvestDate,
      metadataNamespace: this.place.namespace,
      harvestDate,
      altered: true,
      earlier,
    });
  }

  private async makeShare(identifier: string): Promise<string> {
    const { baseUrl } = this.place;
    const space = this.journal.spaceId ?? (await this.makeSpace());
    const share = createdId(
      await this.client.call('POST', `/spaces/${space}/shares`, {
        name: shareName(identifier),
        description: `Imported from ${baseUrl}, where it is ${identifier}.`,
        targetUrl: requestUrl(
          baseUrl,
          `verb=GetRecord&metadataPrefix=oai_dc&identifier=${encodeURIComponent(identifier)}`,
        ),
      }),
    );
    this.journal.keep({ identifier, share });
    return share;
  }

  private async makeSpace(): Promise<string> {
    const name = `Imported from ${new URL(this.place.baseUrl).hostname}`.slice(0, 120);
    const space = createdId(await this.client.call('POST', '/user/spaces', { name }));
    this.journal.keep({ space });
    return space;
  }

  /** The handle of a share, where an import was killed before it could write it down. */
  private async handleAt(shareId: string): Promise<string | undefined> {
    const { body } = await this.client.call('GET', `/shares/${shareId}`);
    return (body as { handleId: string | null }).handleId ?? undefined;
  }

  /** Registers the share; one whose record is refused is taken away again. */
  private async publish(
    identifier: string,
    shareId: string,
    metadataSchema: string,
    metadata: string,
  ): Promise<string> {
    const { serviceId: handleServiceId } = this.place;
    const body = { handleServiceId, resourceType: 'Share', resourceId: shareId, metadataSchema, metadata };
    try {
      const answer = await this.client.call('POST', '/user/handles', body);
      return (answer.body as { handleId: string }).handleId;
    } catch (error) {
      // Above 499 the handle may be there, parked: the share stays with it.
      if (isRefusal(error) && error.status < 500) {
        await this.client.call('DELETE', `/shares/${shareId}`);
        this.journal.keep({ identifier, share: null });
      }
      throw error;
    }
  }
}

/** True when the registry looked at the record and did not take it; a bad token or a registry in trouble judges nothing. */
function isRefusal(error: unknown): error is ApiRefusal {
  if (!(error instanceof ApiRefusal)) return false;
  if (error.status >= 500) return error.message.startsWith('externalServiceOperationFailed');
  return error.status !== 401 && error.status !== 429;
}

/** A handle that is gone already need not be deleted: a killed import may have done it. */
function unlessGone(error: unknown): void {
  if (!(error instanceof ApiRefusal && error.status === 404)) throw error;
}

/** A datestamp as the protocol has it, or its day where the rest is written otherwise; undefined when it is no date. */
function utcDatestamp(text: string): string | undefined {
  const [day] = /^\d{4}-\d{2}-\d{2}/.exec(text) ?? [];
  return [text, day].find((one) => one !== undefined && readDatestamp(one) !== undefined);
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
