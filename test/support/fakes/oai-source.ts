import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One answer of the source; what is left out is as in a healthy one. */
export interface ScriptedAnswer {
  status?: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

/** A repository that answers as scripted, whatever that is worth, and remembers what it was asked. */
export interface OaiSource {
  baseUrl: string;
  /** Queries in the order they came. */
  asked: string[];
  /** Answers to the requests to come. */
  script: (answer: (query: URLSearchParams) => ScriptedAnswer | string) => void;
  close: () => Promise<void>;
}

/** Starts a source on a free port of the loopback. */
export async function startOaiSource(): Promise<OaiSource> {
  let answer: (query: URLSearchParams) => ScriptedAnswer | string = () => ({ status: 404 });
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const query = (request.url ?? '').split('?')[1] ?? '';
    asked.push(query);
    send(response, answer(new URLSearchParams(query)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/oai`,
    asked,
    script: (next) => (answer = next),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function send(response: ServerResponse, scripted: ScriptedAnswer | string): void {
  const {
    status = 200,
    headers = {},
    body = '',
  } = typeof scripted === 'string' ? { body: scripted } : scripted;
  response.writeHead(status, { 'content-type': 'text/xml', ...headers }).end(body);
}

/** An OAI-PMH answer with something in it. */
export function envelope(content: string, responseDate = '2026-01-02T03:04:05Z'): string {
  return (
    '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">' +
    `<responseDate>${responseDate}</responseDate><request>http://source.example.org/oai</request>${content}</OAI-PMH>`
  );
}

/** A page of ListRecords; `token` undefined: no resumptionToken element. */
export function listPage(records: string[], token?: string, responseDate?: string): string {
  const end = token === undefined ? '' : `<resumptionToken>${token}</resumptionToken>`;
  return envelope(`<ListRecords>${records.join('')}${end}</ListRecords>`, responseDate);
}

/** A record of oai_dc; `title` undefined: it is deleted. */
export function sourceRecord(identifier: string, title?: string, datestamp = '2026-01-01T00:00:00Z'): string {
  const header = (status: string) =>
    `<header${status}><identifier>${identifier}</identifier><datestamp>${datestamp}</datestamp></header>`;
  if (title === undefined) return `<record>${header(' status="deleted"')}</record>`;
  const dc =
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">' +
    `<dc:title>${title}</dc:title></oai_dc:dc>`;
  return `<record>${header('')}<metadata>${dc}</metadata></record>`;
}

/** What ListMetadataFormats says of a source that offers oai_dc. */
export const dublinCoreOffer = envelope(
  '<ListMetadataFormats><metadataFormat><metadataPrefix>oai_dc</metadataPrefix>' +
    '<schema>http://www.openarchives.org/OAI/2.0/oai_dc.xsd</schema>' +
    '<metadataNamespace>http://www.openarchives.org/OAI/2.0/oai_dc/</metadataNamespace></metadataFormat></ListMetadataFormats>',
);
