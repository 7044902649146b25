import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { createdId, type ApiClient } from './client.js';
import { print, withClient } from './with-client.js';

/** `waymark user …` */
export function userCommand(): Command {
  const user = new Command('user').description('accounts');
  user
    .command('add')
    .description('add a user; prints its id')
    .argument('<fullName>')
    .action((fullName: string, _options, command: Command) =>
      withClient(command, async (client) =>
        print(createdId(await client.call('POST', '/users', { fullName }))),
      ),
    );
  user
    .command('show')
    .description('show a user')
    .argument('<userId>')
    .action((userId: string, _options, command: Command) =>
      withClient(command, async (client) =>
        print((await client.call('GET', `/users/${encodeURIComponent(userId)}`)).body),
      ),
    );
  return user;
}

/** `waymark token …` */
export function tokenCommand(): Command {
  const token = new Command('token').description('API tokens');
  token
    .command('create')
    .description('make a named token; its text is shown this once')
    .argument('<name>')
    .option('--user <userId>', 'for this user instead of yourself')
    .action((name: string, options: { user?: string }, command: Command) =>
      withClient(command, async (client) => {
        const owner = options.user === undefined ? '/user' : `/users/${encodeURIComponent(options.user)}`;
        print((await client.call('POST', `${owner}/tokens/named`, { name })).body);
      }),
    );
  return token;
}

/** `waymark service …` */
export function serviceCommand(): Command {
  const service = new Command('service').description('handle services');
  service
    .command('list')
    .description('list all handle services')
    .action((_options, command: Command) =>
      withClient(command, async (client) => {
        const { handle_services: ids } = (await client.call('GET', '/handle_services')).body as {
          handle_services: string[];
        };
        for (const id of ids) {
          const found = (await client.call('GET', `/handle_services/${id}`)).body as {
            name: string;
            serviceProperties: Record<string, string>;
          };
          print(
            `${id}  ${found.serviceProperties['type'] ?? ''} ${found.serviceProperties['prefix'] ?? ''}  ${found.name}`,
          );
        }
      }),
    );
  service
    .command('add')
    .description('add a handle service; prints its id')
    .argument('<name>')
    .argument('<properties>', 'serviceProperties as JSON, or @FILE')
    .option('--proxy <endpoint>', 'proxyEndpoint of an existing Onedata handle proxy')
    .action((name: string, properties: string, options: { proxy?: string }, command: Command) =>
      withClient(command, async (client) => {
        const text = properties.startsWith('@') ? readFileSync(properties.slice(1), 'utf8') : properties;
        const body = {
          name,
          serviceProperties: JSON.parse(text) as unknown,
          ...(options.proxy && { proxyEndpoint: options.proxy }),
        };
        print(createdId(await client.call('POST', '/handle_services', body)));
      }),
    );
  service
    .command('add-user')
    .description('let a user register handles in a service')
    .argument('<serviceId>')
    .argument('<userId>')
    .action((serviceId: string, userId: string, _options, command: Command) =>
      withClient(command, async (client) => {
        await client.call(
          'PUT',
          `/handle_services/${encodeURIComponent(serviceId)}/users/${encodeURIComponent(userId)}`,
        );
        print(`user ${userId} may register handles in ${serviceId}`);
      }),
    );
  return service;
}

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
    .action((file: string, options: PublishOptions, command: Command) =>
      withClient(command, async (client) => print(await publish(client, file, options))),
    );
}

async function publish(client: ApiClient, file: string, options: PublishOptions): Promise<unknown> {
  const name = options.name ?? path.basename(file, path.extname(file));
  const space =
    options.space ??
    createdId(await client.call('POST', '/user/spaces', { name: 'Published from the command line' }));
  const share = createdId(
    await client.call('POST', `/spaces/${space}/shares`, { name, targetUrl: options.targetUrl }),
  );
  const answer = await client.call('POST', '/user/handles', {
    handleServiceId: options.service ?? (await firstService(client)),
    resourceType: 'Share',
    resourceId: share,
    metadataSchema: options.schema,
    metadata: readFileSync(file, 'utf8'),
  });
  return answer.body;
}

async function firstService(client: ApiClient): Promise<string> {
  const { handle_services: ids } = (await client.call('GET', '/user/effective_handle_services')).body as {
    handle_services: string[];
  };
  return ids[0] ?? '';
}
