import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** What a harvester by others brought home: OAI identifiers, sorted. */
export interface Catch {
  /** Of ListRecords, whole. */
  records: string[];
  /** Those of them that were deleted. */
  deleted: string[];
  /** Of ListIdentifiers, whole. */
  headers: string[];
  /** Of ListRecords by set. */
  ofSet: string[];
  /** Of ListRecords by `from`. */
  since: string[];
}

/** A harvester or checker by others, run as it is. */
export interface HarvesterClient {
  name: string;
  /** Program and arguments, to which the base URL and more are appended. */
  command: string[];
  environment?: Record<string, string>;
  /** Why it cannot be run here; undefined when it can. */
  missing: string | undefined;
}

const clientsFolder = process.env['WAYMARK_CLIENTS_DIR'] ?? path.resolve(import.meta.dirname, '../../../ext');

/** Each prints its catch as one line of JSON; arguments: base URL, setSpec, from. */
const sickle = `
import json, sys
from sickle import Sickle
base, spec, since = sys.argv[1:]
client = Sickle(base)
ids = lambda **more: sorted(one.header.identifier for one in client.ListRecords(metadataPrefix='oai_dc', **more))
print(json.dumps({
    'records': ids(),
    'deleted': sorted(one.header.identifier for one in client.ListRecords(metadataPrefix='oai_dc') if one.deleted),
    'headers': sorted(one.identifier for one in client.ListIdentifiers(metadataPrefix='oai_dc')),
    'ofSet': ids(set=spec),
    'since': ids(**{'from': since}),
}))
`;

const httpOai = `
use strict; use HTTP::OAI; use JSON;
my ($base, $spec, $since) = @ARGV;
my $client = HTTP::OAI::Harvester->new(baseURL => $base);
sub list {
  my ($verb, %more) = @_;
  my @found;
  my $reply = $client->$verb(metadataPrefix => 'oai_dc', onRecord => sub { push @found, $_[0] }, %more);
  die $reply->message if $reply->is_error;
  return @found;
}
sub ids { return [sort map { $_->identifier } @_] }
my @records = list('ListRecords');
print encode_json({
  records => ids(@records),
  deleted => ids(grep { $_->header->is_deleted } @records),
  headers => ids(list('ListIdentifiers')),
  ofSet => ids(list('ListRecords', set => $spec)),
  since => ids(list('ListRecords', from => $since)),
});
`;

const npmOaiPmh = `
const { OaiPmh } = require('oai-pmh');
const [base, set, from] = process.argv.slice(1);
const client = new OaiPmh(base);
const idOf = (one) => (one.header ?? one).identifier;
const list = async (verb, more) => {
  const found = [];
  for await (const one of client[verb]({ metadataPrefix: 'oai_dc', ...more })) found.push(one);
  return found;
};
const ids = (found) => found.map(idOf).sort();
void (async () => {
  const records = await list('listRecords');
  process.stdout.write(JSON.stringify({
    records: ids(records),
    deleted: ids(records.filter((one) => one.header.$?.status === 'deleted')),
    headers: ids(await list('listIdentifiers')),
    ofSet: ids(await list('listRecords', { set })),
    since: ids(await list('listRecords', { from })),
  }));
})();
`;

const sickleFolder = path.join(clientsFolder, 'mloesch+sickle');
const npmFolder = path.join(clientsFolder, 'oai-pmh');
const validatorFolder = path.join(clientsFolder, 'zimeon+oaipmh-validator');

/** Harvesters that print a `Catch`. Debian: python3-lxml, python3-requests, libhttp-oai-perl, libjson-perl; npm: oai-pmh. */
export const harvesterClients: HarvesterClient[] = [
  {
    name: 'Sickle',
    command: ['/usr/bin/python3', '-c', sickle],
    environment: { PYTHONPATH: sickleFolder, PYTHONDONTWRITEBYTECODE: '1' },
    missing: without(sickleFolder) ?? unable('/usr/bin/python3', '-c', 'import lxml, requests'),
  },
  {
    name: 'HTTP::OAI',
    command: ['perl', '-e', httpOai],
    missing: unable('perl', '-MHTTP::OAI', '-MJSON', '-e', '1'),
  },
  {
    name: 'oai-pmh from npm',
    command: [process.execPath, '-e', npmOaiPmh],
    environment: { NODE_PATH: path.join(npmFolder, 'node_modules'), NODE_OPTIONS: '' },
    missing: without(path.join(npmFolder, 'node_modules', 'oai-pmh')),
  },
];

/** The validator of the Open Archives registry. Debian: libxml-dom-perl, libdata-uuid-perl, libdate-manip-perl. */
export const officialValidator: HarvesterClient = {
  name: 'HTTP::OAIPMH::Validator',
  command: [
    'perl',
    `-I${path.join(validatorFolder, 'lib')}`,
    path.join(validatorFolder, 'oaipmh-validator.pl'),
  ],
  missing:
    without(validatorFolder) ??
    unable('perl', `-I${path.join(validatorFolder, 'lib')}`, '-MHTTP::OAIPMH::Validator', '-e', '1'),
};

/** Runs a client to its end; answers what it prints. The server of the test goes on meanwhile. */
export function runClient({ command, environment }: HarvesterClient, ...rest: string[]): Promise<string> {
  const [program = '', ...first] = command;
  const options = {
    env: { ...process.env, ...environment },
    timeout: 240_000,
    maxBuffer: 64 * 1024 * 1024,
  };
  return new Promise((resolve, reject) => {
    execFile(program, [...first, ...rest], options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${error.message}\n${stdout}\n${stderr}`));
    });
  });
}

function without(folder: string): string | undefined {
  return existsSync(folder) ? undefined : `no checkout ${path.basename(folder)}`;
}

function unable(program: string, ...test: string[]): string | undefined {
  try {
    execFileSync(program, test, { stdio: 'ignore' });
    return undefined;
  } catch {
    return `${program} lacks what it imports`;
  }
}
