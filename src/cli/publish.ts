import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { decodeDocument } from '../xml/decode.js';
import { ApiRefusal, CommandError, createdId, type ApiClient } from './client.js';
import { print, withClient } from './run-command.js';

interface PublishOptions {
  targetUrl: string;
  schema: string;
  name?: string;
  service?: string;
  space?: string;
}

/** `waymark publish FILE` */
export function publishCommand(): Command {
  return new Command('publish')
    .description('publish data as a share with a handle; prints its PID')
    .argument('<file>', 'metadata, an XML file')
    .requiredOption('--target-url <url>', 'where the data is')
    .option('--schema <name>', 'metadata schema', 'oai_dc')
    .option('--name <name>', "the share's name; default: the file's name")
    .option('--service <id>', 'handle service; default: the first one')
    .option('--space <id>', 'space of the share; default: a new one')
    .action((file: string, options: PublishOptions, command: Command) => {
      const publication = {
        ...options,
        name: options.name ?? path.basename(file, path.extname(file)),
        metadata: readMetadata(file),
      };
      return withClient(command, async (client) => print(await publish(client, publication)));
    });
}

/** The file's text, whatever encoding it declares. */
function readMetadata(file: string): string {
  const { text, fault } = decodeDocument(readFileSync(file));
  if (text === undefined) throw new CommandError(`${file}: ${fault.message}`);
  return text;
}

type Publication = PublishOptions & { name: string; metadata: string };

/** Makes what is missing; a refusal on the way leaves nothing of it behind. */
async function publish(client: ApiClient, publication: Publication): Promise<unknown> {
  const { name, targetUrl, schema, metadata } = publication;
  const service = publication.service ?? (await firstService(client));
  const made: string[] = [];
  const make = async (collection: string, resource: string, body: unknown): Promise<string> => {
    const id = createdId(await client.call('POST', collection, body));
    made.push(`${resource}/${id}`);
    return id;
  };
  try {
    const space =
      publication.space ??
      (await make('/user/spaces', '/spaces', { name: 'Published from the command line' }));
    const share = await make(`/spaces/${space}/shares`, '/shares', { name, targetUrl });
    const handle = {
      handleServiceId: service,
      resourceType: 'Share',
      resourceId: share,
      metadataSchema: schema,
      metadata,
    };
    return (await client.call('POST', '/user/handles', handle)).body;
  } catch (error) {
    // From 500 on a handle may exist, and deleting its share would withdraw it.
    if (error instanceof ApiRefusal && error.status < 500) await remove(client, made);
    throw error;
  }
}

async function remove(client: ApiClient, made: readonly string[]): Promise<void> {
  for (const resource of made.toReversed()) await client.call('DELETE', resource);
}

async function firstService(client: ApiClient): Promise<string> {
  const { handle_services: ids } = (await client.call('GET', '/user/effective_handle_services')).body as {
    handle_services: string[];
  };
  const [first] = ids;
  if (first === undefined)
    throw new CommandError('there is no handle service that you may use; see waymark service add-user');
  return first;
}
