import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { CONFIG, type Config } from '../../platform/config.js';
import { Database } from '../../platform/database/database.js';
import { RegistryError } from '../../platform/errors.js';
import { toPublicHandleView } from '../../registry/handles/handle-view.js';
import { findLiveHandle } from '../../registry/handles/handles.queries.js';
import { script, stylesheet } from '../assets/assets.js';
import { chooseOffer } from '../machine/accept.js';
import { isNotModified, validatorsOf } from '../machine/conditional.js';
import { exportUrl, type FormatSources, type RecordFormat } from '../machine/format.js';
import { formatNamed, formatsOf, offersOf } from '../machine/formats.js';
import { disseminatedPayload, storedMetadata } from '../machine/machine.queries.js';
import { headerLinks, metadataLinks } from '../machine/signposting.js';
import { linkHeader } from '../machine/typed-links.js';
import { sendPage } from '../page/html.js';
import { pageContext, type PageContext } from '../page/page-context.js';
import { toPublicRecord, type PublicRecord } from './record.js';
import type { PublishedHandleRow } from './record.queries.js';

/** How the page of a record is made, when a page is what the client gets. */
export interface RecordPage {
  status: number;
  render: (context: PageContext, record: PublicRecord, sources: FormatSources) => VNode | Promise<VNode>;
}

const freshness = 'public, max-age=60, stale-while-revalidate=60';

/** Answers with a record in the form that the client asks for: its page, or one of its machine-readable forms. */
@Injectable()
export class RecordViews {
  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Negotiates the form by `?format=` or the Accept header and sends it, or 304 when the client has it already.
   * @throws RegistryError notAcceptable, naming what exists
   */
  async send(
    request: FastifyRequest,
    reply: FastifyReply,
    row: PublishedHandleRow,
    page: RecordPage,
  ): Promise<void> {
    request.pid = row.pid;
    const record = toPublicRecord(row);
    const { form, parameters, negotiated } = formOf(request, record);
    if (form === 'page') await this.sendPage(request, reply, record, page);
    else await this.sendFormat(request, reply, record, { format: form, parameters, negotiated });
  }

  private async sendPage(
    request: FastifyRequest,
    reply: FastifyReply,
    record: PublicRecord,
    page: RecordPage,
  ): Promise<void> {
    const context = pageContext(request, this.config);
    const versions = [stylesheet.path, script.path, context.language, context.address];
    const validators = validatorsOf(
      [record.handleId, record.revision, record.changedAt, ...versions],
      record.changedAt,
    );
    const headers = {
      etag: validators.etag,
      'last-modified': validators.lastModified,
      'cache-control': freshness,
      vary: 'accept, accept-language, cookie',
      link: linkHeader(headerLinks(record, formatsOf(record))),
    };
    if (page.status === 200 && isNotModified(request.headers, validators)) {
      void reply.code(304).headers(headers).send();
      return;
    }
    sendPage(reply, context, {
      status: page.status,
      page: await page.render(context, record, this.sources(record)),
      headers,
    });
  }

  private async sendFormat(
    request: FastifyRequest,
    reply: FastifyReply,
    record: PublicRecord,
    {
      format,
      parameters,
      negotiated,
    }: { format: RecordFormat; parameters: ReadonlyMap<string, string>; negotiated: boolean },
  ): Promise<void> {
    const wish = [...parameters].sort().join('&');
    const validators = validatorsOf(
      [record.handleId, record.revision, record.changedAt, format.name, wish],
      record.changedAt,
    );
    void reply.headers({
      etag: validators.etag,
      'last-modified': validators.lastModified,
      'cache-control': freshness,
      vary: 'accept',
      link: linkHeader(metadataLinks(record, formatsOf(record))),
      'access-control-allow-origin': '*',
      ...(negotiated && { 'content-location': exportUrl(record, format) }),
    });
    if (isNotModified(request.headers, validators)) {
      void reply.code(304).send();
      return;
    }
    const text = await format.render(record, this.sources(record, parameters));
    if (text === undefined) throw notAcceptable(record);
    void reply.code(200).headers(bodyHeaders(record, format)).send(Buffer.from(text));
  }

  private sources(record: PublicRecord, parameters: ReadonlyMap<string, string> = new Map()): FormatSources {
    return {
      registryName: this.config.REPOSITORY_NAME,
      publicUrl: this.config.PUBLIC_URL,
      parameters,
      disseminated: (prefix) =>
        this.database.read((reader) => disseminatedPayload(reader, record.handleId, prefix)),
      storedXml: () => this.database.read((reader) => storedMetadata(reader, record.handleId)),
      apiView: async () => {
        const row = await this.database.read((reader) => findLiveHandle(reader, record.handleId));
        return row === undefined ? undefined : toPublicHandleView(row);
      },
    };
  }
}

interface WantedForm {
  form: RecordFormat | 'page';
  parameters: ReadonlyMap<string, string>;
  /** True when the Accept header chose, so that the answer names its own address. */
  negotiated: boolean;
}

function formOf(request: FastifyRequest, record: PublicRecord): WantedForm {
  const query = request.url.split('?', 2)[1];
  const asked = new URLSearchParams(query ?? '');
  const name = asked.get('format');
  if (name === 'html') return { form: 'page', parameters: new Map(), negotiated: false };
  if (name !== null) {
    const format = formatNamed(record, name);
    if (format === undefined) throw notAcceptable(record);
    return { form: format, parameters: new Map(asked), negotiated: false };
  }
  const choice = chooseOffer(request.headers.accept, offersOf(record));
  if (choice === undefined) throw notAcceptable(record);
  return { form: choice.value, parameters: choice.parameters, negotiated: true };
}

function notAcceptable(record: PublicRecord): RegistryError {
  const available = formatsOf(record).map((format) => ({
    mediaType: format.mediaType,
    url: exportUrl(record, format),
  }));
  return new RegistryError('notAcceptable', {
    available: [{ mediaType: 'text/html', url: record.pageUrl }, ...available],
  });
}

function bodyHeaders(record: PublicRecord, format: RecordFormat): Record<string, string> {
  const slug = record.pid.replaceAll(/[^A-Za-z0-9.-]+/g, '_').slice(0, 100);
  const needsCharset = /^text\/|[/+]xml$/.test(format.mediaType);
  return {
    'content-type': needsCharset ? `${format.mediaType}; charset=utf-8` : format.mediaType,
    'content-disposition': `inline; filename="${slug}.${format.extension}"`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
  };
}
