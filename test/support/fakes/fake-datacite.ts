import { DataciteStore, type StoredDoi } from './datacite-store.js';
import { basicOf, type FakeAnswer, type FakeRequest, FakeServer } from './fake-server.js';

const json = { 'content-type': 'application/vnd.api+json; charset=utf-8' };
const errors = (status: number, ...list: object[]): FakeAnswer => ({
  status,
  headers: json,
  body: { errors: list },
});
const notFound = () =>
  errors(404, { status: '404', title: "The resource you are looking for doesn't exist." });

/** DataCite: REST API at /dois, MDS at /doi and /metadata, both over one store. */
export class FakeDatacite extends FakeServer {
  readonly store = new DataciteStore();
  /** The old MDS's answers (412 for a missing metadata, 410 for a hidden DOI) instead of today's. */
  oldMds = false;

  constructor() {
    super((request) => this.route(request));
  }

  urlOf(pid: string): string | undefined {
    return this.store.handles.get(pid.toLowerCase());
  }

  plant(pid: string): void {
    this.store.plant(pid);
  }

  private route(request: FakeRequest): FakeAnswer {
    if (/^\/(doi|metadata)(\/|$)/.test(request.path)) return this.mds(request);
    const known = this.knows(request);
    if (!known && basicOf(request) !== undefined && request.method !== 'GET') {
      return errors(401, { status: '401', title: 'Bad credentials.' });
    }
    if (request.path === '/dois/validate')
      return known ? { status: 200, headers: json, body: {} } : errors(401);
    if (request.path === '/prefixes')
      return { status: 200, headers: json, body: { data: [{ id: this.store.prefix }] } };
    if (request.path === '/dois')
      return request.method === 'POST' ? this.create(request) : this.list(request);
    const [, raw = '', urlOnly] = /^\/dois\/(.+?)(\/get-url)?$/.exec(request.path) ?? [];
    const doi = decodeURIComponent(raw);
    if (urlOnly !== undefined) return this.getUrl(doi);
    if (request.method === 'GET') return this.read(doi, known);
    return request.method === 'PUT' ? this.put(doi, request) : this.remove(doi);
  }

  private knows(request: FakeRequest): boolean {
    const basic = basicOf(request);
    if (request.headers.authorization === `Bearer DC.${this.store.password}`) return true;
    return basic?.user.toUpperCase() === this.store.username && basic.password === this.store.password;
  }

  private create(request: FakeRequest): FakeAnswer {
    const { doi } = request.json.data.attributes as { doi: string };
    if (!doi.startsWith(`${this.store.prefix}/`))
      return errors(403, { status: '403', title: 'You are not authorized' });
    if (this.store.find(doi) !== undefined) {
      return errors(422, { source: 'doi', title: 'This DOI has already been taken', uid: doi });
    }
    return this.write(doi, request, 201);
  }

  /** Two pages at most; the cursor holds what URLs give a meaning of its own. */
  private list(request: FakeRequest): FakeAnswer {
    const cursor = request.query.get('page[cursor]');
    const all = [...this.store.dois.values()].map(({ doi }) => ({ id: doi.toLowerCase(), type: 'dois' }));
    const next = new URL('https://api.datacite.example/dois');
    next.searchParams.set('page[cursor]', 'a+b/c=');
    if (cursor === '1')
      return { status: 200, headers: json, body: { data: all.slice(0, 1), links: { next } } };
    if (cursor !== 'a+b/c=') return errors(400, { status: '400', title: 'Wrong cursor' });
    return { status: 200, headers: json, body: { data: all.slice(1), links: {} } };
  }

  private put(doi: string, request: FakeRequest): FakeAnswer {
    const known = this.store.find(doi);
    if (known !== undefined && known.client !== this.store.username)
      return errors(403, { status: '403', title: 'No' });
    return this.write(doi, request, known === undefined ? 201 : 200);
  }

  private write(doi: string, request: FakeRequest, status: number): FakeAnswer {
    const { url, xml, event } = request.json.data.attributes as Record<string, string>;
    const decoded = xml === undefined ? {} : { xml: Buffer.from(xml, 'base64').toString('utf8') };
    const found = this.store.change(doi, { ...(url && { url }), ...(event && { event }), ...decoded });
    if (found.length > 0) return errors(422, ...found.map((error) => ({ ...error, uid: doi.toLowerCase() })));
    this.effects.push({
      kind: status === 201 ? 'create' : 'update',
      pid: doi.toLowerCase(),
      url: this.store.find(doi)?.url,
      revision: this.store.mark(doi)?.revision,
    });
    return { status, headers: json, body: document(this.store.find(doi)!) };
  }

  private read(doi: string, known: boolean): FakeAnswer {
    const found = this.store.find(doi);
    // Without credentials a DOI that is not findable does not exist.
    if (found === undefined || (!known && found.state !== 'findable')) return notFound();
    return { status: 200, headers: json, body: document(found) };
  }

  private getUrl(doi: string): FakeAnswer {
    if (this.store.find(doi) === undefined) return notFound();
    const url = this.store.handles.get(doi.toLowerCase());
    return url === undefined ? { status: 204 } : { status: 200, headers: json, body: { url } };
  }

  private remove(doi: string): FakeAnswer {
    const found = this.store.find(doi);
    if (found === undefined) return notFound();
    if (found.state !== 'draft') return errors(405, { status: '405', title: 'Method not allowed' });
    this.store.dois.delete(doi.toLowerCase());
    this.effects.push({ kind: 'delete', pid: doi.toLowerCase() });
    return { status: 204 };
  }

  private mds(request: FakeRequest): FakeAnswer {
    if (!this.knows(request)) return { status: 401, body: 'Bad credentials' };
    const [, face, doi = ''] = /^\/(doi|metadata)\/?(.*)$/.exec(decodeURIComponent(request.path)) ?? [];
    if (doi !== '' && !doi.startsWith(`${this.store.prefix}/`))
      return { status: 403, body: 'Access is denied' };
    return face === 'doi' ? this.mdsDoi(doi, request) : this.mdsMetadata(doi, request);
  }

  private mdsDoi(doi: string, request: FakeRequest): FakeAnswer {
    const found = this.store.find(doi);
    if (request.method === 'GET') {
      if (doi === '')
        return { status: 200, body: [...this.store.dois.values()].map((each) => each.doi).join('\n') };
      if (found === undefined) return { status: 404, body: 'DOI not found' };
      return found.url === undefined ? { status: 204 } : { status: 200, body: found.url };
    }
    if (request.method === 'DELETE') {
      const { status } = this.remove(doi);
      return status === 204 ? { status: 200, body: 'OK' } : { status, body: 'Method not allowed' };
    }
    const url = /^url=(.*)$/m.exec(request.body)?.[1]?.trim().replaceAll('+', ' ') ?? '';
    const known = found !== undefined && found.xml !== '';
    if (!known)
      return this.oldMds
        ? { status: 412, body: 'You have to register metadata first!' }
        : { status: 422, body: "Can't be blank" };
    const wrong = this.store.change(doi, { url: decodeURIComponent(url), event: 'publish' });
    if (wrong.length > 0) return { status: 422, body: wrong[0]!.title };
    this.effects.push({
      kind: 'update',
      pid: doi.toLowerCase(),
      url,
      revision: this.store.mark(doi)?.revision,
    });
    return { status: 201, body: 'OK' };
  }

  private mdsMetadata(doi: string, request: FakeRequest): FakeAnswer {
    const found = this.store.find(doi);
    if (request.method === 'GET') {
      if (found === undefined) return { status: 404, body: 'DOI is unknown to MDS' };
      if (this.oldMds && found.state === 'registered') return { status: 410, body: 'dataset inactive' };
      return found.xml === '' ? { status: 204 } : { status: 200, body: found.xml };
    }
    if (request.method === 'DELETE') {
      if (found === undefined) return { status: 404, body: 'DOI not found' };
      this.store.change(doi, { event: 'hide' });
      return { status: 200, body: 'OK' };
    }
    if (request.body === '') return { status: 422, body: "Can't be blank" };
    if (!request.body.includes('kernel-4')) return { status: 422, body: 'Is invalid' };
    this.store.change(doi, { xml: request.body, event: 'show' });
    const kind = found === undefined ? 'create' : 'update';
    this.effects.push({
      kind,
      pid: doi.toLowerCase(),
      url: found?.url,
      revision: this.store.mark(doi)?.revision,
    });
    return { status: 201, body: `OK (${doi.toUpperCase()})` };
  }
}

/** The JSON:API document; the DOI comes back in lower case. */
function document(found: StoredDoi): object {
  const alternate = [...found.xml.matchAll(/alternateIdentifierType="([^"]+)"[^>]*>([^<]*)</g)].map(
    ([, type, text]) => ({
      alternateIdentifierType: type,
      alternateIdentifier: text,
    }),
  );
  const attributes = {
    doi: found.doi.toLowerCase(),
    state: found.state,
    url: found.url ?? null,
    isActive: found.state === 'findable',
    alternateIdentifiers: alternate,
    identifiers: [],
    xml: Buffer.from(found.xml).toString('base64'),
  };
  return { data: { id: found.doi.toLowerCase(), type: 'dois', attributes } };
}
