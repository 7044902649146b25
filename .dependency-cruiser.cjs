/**
 * The room rules of docs/architecture.md: each room lists the rooms it may import; everything else is forbidden.
 * A new room needs a line here.
 */
const rooms = {
  platform: [],
  xml: [],
  metadata: ['xml'],
  pid: ['platform'],
  'handle-server': ['platform', 'pid'],
  drivers: ['platform', 'pid', 'metadata', 'handle-server'],
  registry: ['platform', 'metadata', 'pid', 'drivers', 'handle-server'],
  registration: ['platform', 'pid', 'drivers', 'registry'],
  feed: ['platform', 'metadata', 'registry'],
  'oai-pmh': ['platform', 'xml', 'metadata', 'feed', 'registry'],
  web: [
    'platform',
    'xml',
    'metadata',
    'pid',
    'handle-server',
    'drivers',
    'registry',
    'registration',
    'feed',
    'oai-pmh',
  ],
};

const roomRules = Object.entries(rooms).map(([room, allowed]) => ({
  name: `room-${room}`,
  comment: `src/${room}/ may import only: ${allowed.join(', ') || 'no other room'}`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: '^(src|migrations|test|bench)/', pathNot: `^src/(${[room, ...allowed].join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...roomRules,
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'nobody-imports-the-composition-root',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: '^src/cli/' },
      to: { path: '^src/([^/]+\\.ts$|cli/)' },
    },
    {
      name: 'pure-rooms-know-no-framework',
      comment: 'xml/, metadata/ and pid/ know neither Nest nor TypeORM',
      severity: 'error',
      from: { path: '^src/(xml|metadata|pid)/' },
      to: { path: 'node_modules/(@nestjs|typeorm)/' },
    },
    {
      name: 'registry-sees-only-properties-schemas-of-drivers',
      severity: 'error',
      from: { path: '^src/registry/' },
      to: { path: '^src/drivers/', pathNot: '^src/drivers/service-types\\.ts$' },
    },
    {
      name: 'only-the-local-driver-knows-the-handle-server',
      severity: 'error',
      from: { path: '^src/drivers/', pathNot: '^src/drivers/local/' },
      to: { path: '^src/handle-server/' },
    },
    {
      name: 'web-reads-feed-oai-and-handle-records-by-queries-only',
      severity: 'error',
      from: { path: '^src/web/' },
      to: {
        path: '^src/(feed|oai-pmh|handle-server)/',
        pathNot: '(queries|records|module|handle-value|format|facts)[^/]*\\.ts$',
      },
    },
    {
      name: 'one-outgoing-http-client',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(pid/remote-call\\.ts|cli/|cli\\.ts)' },
      to: { path: 'node_modules/undici/' },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: '^src/((main|cli)\\.ts|web/elements/.*)$' },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
