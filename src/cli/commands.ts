import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { CommandError, createdId, parsedJson } from './client.js';
import { print, withClient } from './run-command.js';

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
    .action((name: string, properties: string, options: { proxy?: string }, command: Command) => {
      const serviceProperties = readProperties(properties);
      return withClient(command, async (client) => {
        const body = {
          name,
          serviceProperties,
          ...(options.proxy && { proxyEndpoint: options.proxy }),
        };
        print(createdId(await client.call('POST', '/handle_services', body)));
      });
    });
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

/** @throws CommandError when the text, or the file that `@` names, is no JSON object */
function readProperties(argument: string): unknown {
  const file = argument.startsWith('@') ? argument.slice(1) : undefined;
  const text = file === undefined ? argument : readFileSync(file, 'utf8');
  const read = parsedJson(text);
  if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read;
  const where = file ?? 'the properties';
  throw new CommandError(
    `${where}: not a JSON object; write for example '{"type":"Local","prefix":"21.T99999"}'`,
  );
}
