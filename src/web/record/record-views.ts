import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { CONFIG, type Config } from '../../platform/config.js';
import { Database } from '../../platform/database/database.js';
import { RegistryError } from '../../platform/errors.js';
import { release } from '../../platform/release.js';
import { toPublicHandleView } from '../../registry/handles/handle-view.js';
import { findLiveHandle } from '../../registry/handles/handles.queries.js';
import { script, stylesheet } from '../assets/assets.js';
import { isNotModified, validatorsOf } from '../machine/conditional.js';
import { exportUrl, type FormatSources, type RecordFormat } from '../machine/format.js';
import { formatsOf } from '../machine/formats.js';
import { disseminatedPayload, storedMetadata } from '../machine/machine.queries.js';
import { headerLinks, metadataLinks } from '../machine/signposting.js';
import { linkHeader } from '../machine/typed-links.js';
import { renderDocument, sendHtml } from '../page/html.js';
import { PageCache, type RenderedPage } from '../page/page-cache.js';
import { pageContext, type PageContext } from '../page/page-context.js';
import { wantsJson } from '../page/wants-json.js';
import { changedAtOf, toPublicRecord, type PublicRecord } from './record.js';
import type { PublishedHandleRow } from './record.queries.js';
import { wantedForm, type WantedForm } from './wanted-form.js';

/** How the page of a record is made, when a page is what the client gets. */
export interface RecordPage {
  status: number;
  /** Value of `?view=`; '' for the page without it. */
  view: string;
  render: (context: PageContext, record: PublicRecord, sources: FormatSources) => VNode | Promise<VNode>;
}

/** Memory for rendered pages, a small part of what the process uses. */
const cachedBytes = 32 * 1024 * 1024;
const freshness = 'public, max-age=60, stale-while-revalidate=60';

/** Answers with a record in the form that the client asks for: its page, or one of its machine-readable forms. */
@Injectable()
export class RecordViews {
  private readonly pages = new PageCache(cachedBytes);
  /** What every form depends on besides its record. */
  private readonly surroundings: readonly string[];

  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    const { REPOSITORY_NAME, PUBLIC_URL } = config;
    this.surroundings = [release, stylesheet.path, script.path, REPOSITORY_NAME, PUBLIC_URL];
  }

  /**
   * Negotiates the form by `?format=` or the Accept header and sends it, or 304 when the client has it already.
   * @throws RegistryError notAcceptable, naming what exists; gone, with what is left, when the JSON of the REST API is
   *   asked for and the record was withdrawn
   */
  async send(
    request: FastifyRequest,
    reply: FastifyReply,
    row: PublishedHandleRow,
    page: RecordPage,
  ): Promise<void> {
    request.pid = row.pid;
    const wanted = wantedForm(request, row);
    if (wanted === undefined) throw refusal(request, toPublicRecord(row));
    if (wanted.form === 'page') await this.sendPage(request, reply, row, page);
    else await this.sendFormat(request, reply, toPublicRecord(row), { ...wanted, format: wanted.form });
  }

  private async sendPage(
    request: FastifyRequest,
    reply: FastifyReply,
    row: PublishedHandleRow,
    page: RecordPage,
  ): Promise<void> {
    const context = pageContext(request, this.config);
    const changedAt = changedAtOf(row);
    // Of the address only what changes the page: else every spelling of it would be another page to keep.
    const { etag, lastModified } = validatorsOf(
      [
        row.id,
        row.desired_revision,
        changedAt,
        context.language,
        page.view,
        page.status,
        ...this.surroundings,
      ],
      changedAt,
    );
    const headers = {
      etag,
      'last-modified': lastModified,
      'cache-control': freshness,
      vary: 'accept, accept-language, cookie',
    };
    if (page.status === 200 && isNotModified(request.headers, { etag, lastModified })) {
      void reply.code(304).headers(headers).send();
      return;
    }
    const { body, link } = this.pages.get(etag) ?? (await this.render(context, row, page, etag));
    sendHtml(reply, context, { status: page.status, body, headers: { ...headers, link } });
  }

  private async render(
    context: PageContext,
    row: PublishedHandleRow,
    page: RecordPage,
    etag: string,
  ): Promise<RenderedPage> {
    const record = toPublicRecord(row);
    const address = record.pagePath + (page.view === '' ? '' : `?view=${page.view}`);
    const document = renderDocument(await page.render({ ...context, address }, record, this.sources(record)));
    const rendered = {
      body: Buffer.from(document),
      link: linkHeader(headerLinks(record, formatsOf(record))),
    };
    this.pages.set(etag, rendered);
    return rendered;
  }

  private async sendFormat(
    request: FastifyRequest,
    reply: FastifyReply,
    record: PublicRecord,
    { format, mediaType, parameters, negotiated }: Omit<WantedForm, 'form'> & { format: RecordFormat },
  ): Promise<void> {
    const wish = [...parameters].sort().join('&');
    const validators = validatorsOf(
      [
        record.handleId,
        record.revision,
        record.changedAt,
        format.name,
        mediaType,
        wish,
        ...this.surroundings,
      ],
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
    void reply
      .code(200)
      .headers(bodyHeaders(record, format, mediaType))
      .send(Buffer.from(text));
  }

  private sources(record: PublicRecord, parameters: ReadonlyMap<string, string> = new Map()): FormatSources {
    return {
      registryName: this.config.REPOSITORY_NAME,
      publicUrl: this.config.PUBLIC_URL,
      parameters,
      disseminated: (prefix) =>
        this.database.readReplica((reader) => disseminatedPayload(reader, record.handleId, prefix)),
      storedXml: () => this.database.readReplica((reader) => storedMetadata(reader, record.handleId)),
      apiView: async () => {
        const row = await this.database.readReplica((reader) => findLiveHandle(reader, record.handleId));
        return row === undefined ? undefined : toPublicHandleView(row);
      },
    };
  }
}

/** Why a record has nothing of what is asked for. */
function refusal(request: FastifyRequest, record: PublicRecord): RegistryError {
  const { accept } = request.headers;
  const isAskedForJson = wantsJson(accept) || /[?&]format=json(?:&|$)/.test(request.url);
  return record.withdrawal !== undefined && isAskedForJson
    ? new RegistryError('gone', { pid: record.pid, ...record.withdrawal })
    : notAcceptable(record);
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

function bodyHeaders(record: PublicRecord, format: RecordFormat, mediaType: string): Record<string, string> {
  const slug = record.pid.replaceAll(/[^A-Za-z0-9.-]+/g, '_').slice(0, 100);
  const needsCharset = /^text\/|[/+]xml$/.test(mediaType);
  return {
    'content-type': needsCharset ? `${mediaType}; charset=utf-8` : mediaType,
    'content-disposition': `inline; filename="${slug}.${format.extension}"`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
  };
}
