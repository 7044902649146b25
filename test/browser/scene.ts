import type { RecordSummary } from '../../src/metadata/summary.js';
import { Database, sql } from '../../src/platform/database/database.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { createSpace, dublinCore, idOf, register } from '../support/factories.js';
import { fullSummary } from '../web/samples.js';

/** An application with one record of each kind, and the paths of its pages. */
export interface Scene {
  app: TestApp;
  /** Paths by page kind. */
  pages: Record<string, string>;
  close: () => Promise<void>;
}

const files = [
  {
    name: 'levels-2025.csv',
    url: 'https://data.example.org/sets/1/levels-2025.csv',
    size: 12_582_912,
    mediaType: 'text/csv',
    checksum: 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  },
  {
    name: 'readme.pdf',
    url: 'https://data.example.org/sets/1/readme.pdf',
    size: 20_480,
    mediaType: 'application/pdf',
  },
];
const description =
  '## How it was measured\n\nBy *pressure gauges*; see [the method](https://example.org/method).\n\n- hourly\n- twelve stations';

/** Texts that try to break out of the page, its attributes and its layout. */
export const hostile = {
  script: `</title><script>window.broken = 1</script><img src=x onerror="window.broken = 1">`,
  link: 'javascript:window.broken=1',
  bidi: '\u202egnitset \u2066abc\u2067def',
  long: 'x'.repeat(65_536),
};

export const hostileSummary: RecordSummary = {
  ...fullSummary,
  titles: [{ value: `${hostile.script} ${hostile.bidi} ${hostile.long}`, language: '"><script>' }],
  creators: [
    { name: hostile.script, orcid: hostile.link, affiliations: [{ name: hostile.long, ror: hostile.link }] },
  ],
  descriptions: [{ value: `${hostile.long} ${hostile.script}`, language: 'xx-"onload=' }],
  rights: [{ name: hostile.script, uri: hostile.link }],
  subjects: [{ value: hostile.long, uri: hostile.link }, { value: hostile.bidi }],
  relations: [
    {
      relationType: 'IsPreviousVersionOf',
      identifierType: 'URL',
      identifier: 'java\nscript:window.broken=1',
    },
    { relationType: hostile.long.slice(0, 300), identifierType: '"><b>', identifier: hostile.script },
  ],
  identifiers: [{ type: 'URL', value: hostile.link }],
};

/** Starts the application and publishes the records. */
export async function startScene(): Promise<Scene> {
  const app = await startTestApp();
  const full = await publishSummary(
    app,
    {
      ...fullSummary,
      relations: [
        ...fullSummary.relations,
        { relationType: 'IsPreviousVersionOf', identifierType: 'DOI', identifier: '10.1234/newer' },
      ],
    },
    files,
  );
  const bare = await publishSummary(app, undefined, []);
  const bad = await publishSummary(app, hostileSummary, [
    { name: hostile.script, url: 'https://data.example.org/%22onload', size: 3 },
  ]);
  const gone = await publishSummary(app, fullSummary, files);
  const body = {
    reason: 'It held personal data',
    note: 'Withdrawn at the request of its author.',
    replacedBy: '10.1234/next',
  };
  await app.call('DELETE', `/handles/${gone.handleId}`, { body });
  return {
    app,
    close: () => app.close(),
    pages: {
      home: '/',
      'look-up-failed': '/resolve?pid=nonsense',
      records: '/records',
      landing: `/share/${full.shareId}`,
      'landing-bare': `/share/${bare.shareId}`,
      'landing-hostile': `/share/${bad.shareId}`,
      'view-xml': `/share/${full.shareId}?view=xml`,
      'view-fair': `/share/${full.shareId}?view=fair`,
      tombstone: `/${gone.pid}`,
      'former-identifiers': `/share/${gone.shareId}`,
      'unknown-identifier': '/21.T99999/nothing-here/',
      'not-found': '/nothing-here',
      accessibility: '/accessibility',
      explorer: '/oai',
      'self-check': '/oai/check',
      values: `/${full.pid}?noredirect`,
      'not-acceptable': `/share/${full.shareId}?format=nothing`,
      credentials: '/credentials',
      'api-reference': '/api/docs',
      'api-reference-group': '/api/docs/shares',
      'api-reference-search': '/api/docs?q=post+handles',
      'api-reference-errors': '/api/docs/errors',
    },
  };
}

async function publishSummary(app: TestApp, summary: RecordSummary | undefined, listed: object[]) {
  const share = await app.call('POST', `/spaces/${await createSpace(app)}/shares`, {
    body: {
      name: 'Sea level',
      targetUrl: 'https://data.example.org/sets/1',
      files: listed,
      ...(listed.length > 1 && { description }),
    },
  });
  const shareId = idOf(share);
  const answer = await register(app, { shareId, metadata: dublinCore('Wave heights') });
  const { handleId, publicHandle } = answer.json as { handleId: string; publicHandle: string };
  if (summary !== undefined) {
    const json = JSON.stringify(summary);
    // Dublin Core cannot say all this; pages are made of the summary alone.
    await app.application.nest
      .get(Database)
      .write((tx) => tx.execute(sql`UPDATE handles SET summary = ${json} WHERE id = ${handleId}`));
  }
  return { shareId, handleId, pid: publicHandle.split('/').slice(-2).join('/') };
}
