import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { type ApiClient, CommandError } from '../client.js';
import { print, withClient } from '../run-command.js';
import { makeCertificate } from './certificate.js';
import {
  credentialsFile,
  type IssuedAdministrator,
  type KeyFiles,
} from '../../handle-server/credentials-file-format.js';

interface AddOptions {
  username: string;
  password?: string;
  reverseLookup?: string;
  certificate?: string | true;
  credentials?: string;
}

const secretFile = { mode: 0o600 };

/** `waymark prefix …` */
export function prefixCommand(): Command {
  const prefix = new Command('prefix').description('prefixes of the embedded handle server');
  prefix.addCommand(addCommand());
  prefix
    .command('list')
    .description('list the prefixes that live here')
    .action((_options, command: Command) =>
      withClient(command, async (client) => {
        const { prefixes } = (await client.call('GET', '/prefixes')).body as { prefixes: string[] };
        for (const one of prefixes) print(one);
      }),
    );
  prefix
    .command('show')
    .description('show the administrators of a prefix')
    .argument('<prefix>')
    .action((name: string, _options, command: Command) =>
      withClient(command, async (client) =>
        print((await client.call('GET', `/prefixes/${encodeURIComponent(name)}`)).body),
      ),
    );
  prefix.addCommand(passwordCommand());
  return prefix;
}

function addCommand(): Command {
  return new Command('add')
    .description('home a prefix and add an administrator; prints a pyhandle credentials file, this once')
    .argument('<prefix>')
    .option('--username <suffix>', "suffix of the administrator's handle", 'ADMIN')
    .option('--password <password>', 'its password; default: a random one')
    .option('--reverse-lookup <username>', 'also a user for the reverse look-up, with a random password')
    .option('--certificate [folder]', 'make a key pair and a client certificate there; default: this folder')
    .option('--credentials <file>', 'write the credentials there instead of printing them')
    .action((prefix: string, options: AddOptions, command: Command) =>
      withClient(command, (client) => add(client, prefix, options)),
    );
}

async function add(client: ApiClient, prefix: string, options: AddOptions): Promise<void> {
  const { username, certificate, credentials } = options;
  const made =
    certificate === undefined ? undefined : makeCertificate(`301:${prefix}/${username}`, new Date());
  const folder = path.resolve(typeof certificate === 'string' ? certificate : '.');
  if (made !== undefined) assertTakesFiles(folder);
  const answer = await client.call('POST', '/prefixes', {
    prefix,
    username,
    ...(options.password !== undefined && { password: options.password }),
    ...(options.reverseLookup !== undefined && { reverseLookup: { username: options.reverseLookup } }),
    ...(made && { publicKey: made.publicKey }),
  });
  const keys = made && writeKeys(made, path.join(folder, `${prefix}_${username}`.replace(/[^\w.-]/g, '_')));
  tell(credentialsFile(answer.body as IssuedAdministrator, keys), credentials);
}

/** The administrator's keys are had this once: a folder that takes no files must not cost them. @throws CommandError */
function assertTakesFiles(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new CommandError(`${folder} takes no files: ${String(error)}`);
  }
}

function writeKeys({ privateKey, certificate }: ReturnType<typeof makeCertificate>, stem: string): KeyFiles {
  const keys = { privateKey: `${stem}.key.pem`, certificate: `${stem}.crt.pem` };
  writeFileSync(keys.privateKey, privateKey, secretFile);
  writeFileSync(keys.certificate, certificate);
  return keys;
}

function passwordCommand(): Command {
  return new Command('new-password')
    .description('give an administrator a new password; prints a credentials file, this once')
    .argument('<prefix>')
    .argument('<suffix>', "suffix of the administrator's handle")
    .option('--credentials <file>', 'write the credentials there instead of printing them')
    .action((prefix: string, suffix: string, options: { credentials?: string }, command: Command) =>
      withClient(command, async (client) => {
        const place = `/prefixes/${encodeURIComponent(prefix)}/administrators/${encodeURIComponent(suffix)}/password`;
        const issued = (await client.call('POST', place, {})).body as IssuedAdministrator;
        tell(credentialsFile(issued), options.credentials);
      }),
    );
}

function tell(credentials: Record<string, unknown>, file: string | undefined): void {
  if (file === undefined) print(credentials);
  else writeFileSync(file, `${JSON.stringify(credentials, null, 2)}\n`, secretFile);
}
