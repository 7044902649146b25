import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { Command } from 'commander';
import { pidAsPath } from '../../pid/pid.js';
import { CommandError } from '../client.js';
import { print } from '../run-command.js';
import { HandleClient, type PidValue } from './handle-client.js';
import { type PidCredentials, readCredentials } from './pid-credentials.js';
import {
  changedValues,
  newRecord,
  printRecord,
  type TypedText,
  typedText,
  withLocation,
} from './pid-values.js';

interface PidOptions {
  credentials?: string;
  server?: string;
  json?: true;
}

/** What an action of `waymark pid` works with. */
interface PidContext {
  client: HandleClient;
  credentials: PidCredentials;
  json: boolean;
}

const collect = (one: string, before: string[] = []) => [...before, one];

/** `waymark pid …`, in the manner of EUDAT's epicclient, against any server of the Handle HTTP JSON API. */
export function pidCommand(): Command {
  return new Command('pid')
    .description('read and write PIDs on any handle server, with a credentials file of pyhandle')
    .option('--credentials <file>', 'credentials file; default: WAYMARK_CREDENTIALS')
    .option('--server <url>', 'handle server; default: that of the credentials file')
    .option('--json', 'print JSON')
    .addCommand(readCommand())
    .addCommand(createCommand())
    .addCommand(modifyCommand())
    .addCommand(deleteCommand())
    .addCommand(searchCommand())
    .addCommand(relationCommand());
}

function readCommand(): Command {
  return new Command('read')
    .description('show records; exit status 1 when one does not exist')
    .argument('<names...>', 'handles, or files with a handle on each line')
    .action((names: string[], _options, command: Command) =>
      withHandles(command, async ({ client, json }) => {
        for (const name of named(names)) {
          const values = await client.read(name);
          if (values === undefined) missing(name, json);
          else print(json ? JSON.stringify({ handle: name, values }) : printRecord(name, values));
        }
      }),
    );
}

function createCommand(): Command {
  return new Command('create')
    .description('create a PID and print it; the first URL is its target, further ones are locations')
    .argument('<urls...>')
    .option('--name <handle>', 'default: the prefix of the credentials and a random suffix')
    .option('--value <type=value>', 'a further value, such as CHECKSUM=… or REPLICA=…; repeatable', collect)
    .option('--overwrite', 'replace the record if it exists')
    .action(
      (urls: string[], options: { name?: string; value?: string[]; overwrite?: true }, command: Command) =>
        withHandles(command, async ({ client, credentials, json }) => {
          const name = options.name ?? `${prefixOf(credentials)}/${randomUUID()}`;
          const prefix = name.slice(0, name.indexOf('/'));
          const owner = credentials.handleowner ?? `200:0.NA/${prefix}`;
          const values = newRecord(urls, (options.value ?? []).map(typedText), owner);
          await client.put(name, values, options.overwrite === true);
          print(json ? JSON.stringify({ handle: name }) : name);
        }),
    );
}

function modifyCommand(): Command {
  return new Command('modify')
    .description('change or add values of records')
    .argument('<names...>', 'handles, or files with a handle on each line')
    .requiredOption('--value <type=value>', 'repeatable', collect)
    .action((names: string[], options: { value: string[] }, command: Command) =>
      withHandles(command, async ({ client, json }) => {
        for (const name of named(names)) {
          const before = await client.readAll(name);
          if (before === undefined) missing(name, json);
          else {
            await writeChanges(client, name, before, options.value.map(typedText));
            print(json ? JSON.stringify({ handle: name }) : `${name} changed`);
          }
        }
      }),
    );
}

function deleteCommand(): Command {
  return new Command('delete')
    .description('delete records, or only their values of some types')
    .argument('<names...>', 'handles, or files with a handle on each line')
    .option('--type <type>', 'delete only values of this type; repeatable', collect)
    .action((names: string[], { type }: { type?: string[] }, command: Command) =>
      withHandles(command, async ({ client, json }) => {
        for (const name of named(names)) {
          await (type === undefined ? client.delete(name) : deleteTypes(client, name, type));
          print(json ? JSON.stringify({ handle: name }) : `${name} deleted`);
        }
      }),
    );
}

function searchCommand(): Command {
  return new Command('search')
    .description('find PIDs by their values; * stands for any text')
    .argument('<type=value...>', 'all of them must hold')
    .option('--limit <number>', 'default: 1000')
    .action((terms: string[], { limit }: { limit?: string }, command: Command) =>
      withHandles(command, async ({ client, json }) => {
        const query = new URLSearchParams(terms.map(typedText).map(({ type, text }) => [type, text]));
        if (limit !== undefined) query.set('limit', limit);
        const names = await client.search(query.toString());
        if (json) print(JSON.stringify(names));
        else for (const name of names) print(name);
      }),
    );
}

function relationCommand(): Command {
  return new Command('relation')
    .description("add a replica's PID to the locations of its parent")
    .argument('<parent>')
    .argument('<replica>')
    .option('--resolver <url>', 'in front of the replica in the location', 'https://hdl.handle.net/')
    .action((parent: string, replica: string, { resolver }: { resolver: string }, command: Command) =>
      withHandles(command, async ({ client, json }) => {
        const before = await client.readAll(parent);
        if (before === undefined) {
          missing(parent, json);
          return;
        }
        await writeChanges(client, parent, before, [
          withLocation(before, `${resolver}${pidAsPath(replica)}`),
        ]);
        print(json ? JSON.stringify({ handle: parent, replica }) : `${parent} leads to ${replica} too`);
      }),
    );
}

/** What is new must not take the place of a value that not even we see, so it is written first and never over another. */
async function writeChanges(
  client: HandleClient,
  name: string,
  before: readonly PidValue[],
  typed: readonly TypedText[],
): Promise<void> {
  const seen = new Set(before.map(({ index }) => index));
  const values = changedValues(before, typed);
  await client.putValues(
    name,
    values.filter(({ index }) => !seen.has(index)),
    false,
  );
  await client.putValues(
    name,
    values.filter(({ index }) => seen.has(index)),
    true,
  );
}

async function deleteTypes(client: HandleClient, name: string, types: readonly string[]): Promise<void> {
  const wanted = new Set(types.map((type) => type.toLowerCase()));
  const values = (await client.read(name)) ?? [];
  const indexes = values.filter(({ type }) => wanted.has(type.toLowerCase())).map(({ index }) => index);
  if (indexes.length === 0) throw new CommandError(`${name} has no value of these types`);
  await client.delete(name, indexes);
}

async function withHandles(command: Command, task: (context: PidContext) => Promise<void>): Promise<void> {
  const options = command.optsWithGlobals<PidOptions>();
  const file = options.credentials ?? process.env['WAYMARK_CREDENTIALS'];
  const credentials = file === undefined ? { HTTPS_verify: true } : readCredentials(file);
  const server = (options.server ?? credentials.handle_server_url)?.replace(/\/+$/, '');
  if (server === undefined)
    throw new CommandError('name a server with --server, or a file with --credentials');
  const client = new HandleClient(server, credentials);
  try {
    await task({ client, credentials, json: options.json === true });
  } finally {
    await client.close();
  }
}

/** Handles as given; a file stands for those on its lines. */
function named(names: readonly string[]): string[] {
  return names.flatMap((name) =>
    existsSync(name)
      ? readFileSync(name, 'utf8')
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => line !== '' && !line.startsWith('#'))
      : [name],
  );
}

function prefixOf({ prefix }: PidCredentials): string {
  if (prefix === undefined)
    throw new CommandError('the credentials name no prefix: give the whole name with --name');
  return prefix;
}

function missing(name: string, json: boolean): void {
  process.exitCode = 1;
  if (json) print(JSON.stringify({ handle: name, values: null }));
  else process.stderr.write(`waymark: ${name} does not exist\n`);
}
