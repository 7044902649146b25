import type { ServiceProperty } from './service-properties.js';

/** Prefix of handles. */
export const prefix: ServiceProperty = {
  name: 'prefix',
  kind: 'prefix',
  required: true,
  help: 'Prefix of the PIDs',
  example: '21.T99999',
};

/** Address of a Handle JSON or EPIC collection. */
export const requiredEndpoint: ServiceProperty = {
  name: 'endpoint',
  kind: 'url',
  required: true,
  help: 'Address of the collection of handles',
  example: 'https://hdl.example.org:8001/api/handles',
};

/** User name and password. */
export const account: readonly ServiceProperty[] = [
  {
    name: 'username',
    kind: 'text',
    required: false,
    help: 'Account at the service',
    example: '300:21.T99999/USER01',
  },
  { name: 'password', kind: 'secret', required: false, help: 'Password or secret key of the account' },
];

/** Other ways to log in at a handle.net server. */
export const sessions: readonly ServiceProperty[] = [
  {
    name: 'useSessions',
    kind: 'switch',
    required: false,
    help: 'Log in by challenge and response instead of Basic',
  },
  { name: 'certificate', kind: 'pem', required: false, help: 'Client certificate (PEM) of the account' },
  {
    name: 'privateKey',
    kind: 'secret',
    required: false,
    help: 'Private key (PEM) of the client certificate',
  },
];

/** How suffixes are made. */
export const naming: readonly ServiceProperty[] = [
  {
    name: 'suffixPrefix',
    kind: 'affix',
    required: false,
    help: 'Put in front of every suffix; may name what identifierTemplate may',
    example: 'data-',
  },
  {
    name: 'suffixSuffix',
    kind: 'affix',
    required: false,
    help: 'Put behind every suffix; may name what identifierTemplate may',
  },
  {
    name: 'identifierTemplate',
    kind: 'text',
    required: false,
    help: 'Begins every suffix; may name {{space.name}}, {{space.guid}} and {{user.name}}',
    example: '{{space.name}}',
  },
  {
    name: 'allowTemplateOverride',
    kind: 'switch',
    required: false,
    help: 'Publishers may choose their own suffix',
  },
  { name: 'resolver', kind: 'url', required: false, help: 'Address in front of a PID that makes it a link' },
];

/** What is written beside the address. */
export const handleValues: readonly ServiceProperty[] = [
  {
    name: 'handleOwner',
    kind: 'text',
    required: false,
    help: 'Administrator of the records',
    example: '200:0.NA/21.T99999',
  },
  { name: 'writeLocations', kind: 'switch', required: false, help: 'Write a 10320/loc value' },
  { name: 'writeMetadataLink', kind: 'switch', required: false, help: 'Write the address of the metadata' },
];

/** How fast requests may go out. */
export const pacing: readonly ServiceProperty[] = [
  {
    name: 'maxConcurrent',
    kind: 'count',
    required: false,
    help: 'Most requests at one time; 16 unless given',
  },
  {
    name: 'requestsPerSecond',
    kind: 'count',
    required: false,
    help: 'Most requests a second; DataCite: 8, its test system: 2',
  },
];

const publisher: ServiceProperty = {
  name: 'publisher',
  kind: 'text',
  required: false,
  help: 'Publisher of records that name none',
};

const doiPrefix: ServiceProperty = { ...prefix, kind: 'doiPrefix', example: '10.5072' };

/** DataCite's REST API. */
export const dataciteRest: readonly ServiceProperty[] = [
  doiPrefix,
  publisher,
  {
    name: 'system',
    kind: 'choice',
    required: false,
    choices: ['production', 'test'],
    help: 'Which DataCite; production unless given',
  },
  { name: 'endpoint', kind: 'url', required: false, help: 'Another address of the API' },
  { name: 'username', kind: 'text', required: false, help: 'Repository id', example: 'ABCD.REPO' },
  { name: 'password', kind: 'secret', required: false, help: 'Password of the repository' },
  { name: 'apiKey', kind: 'secret', required: false, help: 'API key instead of repository id and password' },
  {
    name: 'visibility',
    kind: 'choice',
    required: false,
    choices: ['findable', 'registered'],
    help: 'findable unless given',
  },
];

/** DataCite's MDS, in Onezone's names. */
export const dataciteDoi: readonly ServiceProperty[] = [
  doiPrefix,
  publisher,
  {
    name: 'host',
    kind: 'url',
    required: true,
    help: 'Address of MDS',
    example: 'https://mds.test.datacite.org',
  },
  { name: 'doiEndpoint', kind: 'text', required: false, help: 'Path of DOIs', example: '/doi' },
  { name: 'metadataEndpoint', kind: 'text', required: false, help: 'Path of metadata', example: '/metadata' },
  { name: 'mediaEndpoint', kind: 'text', required: false, help: 'Path of media', example: '/media' },
];
