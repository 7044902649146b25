import { createPrivateKey, randomBytes, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type ApiClient, CommandError } from '../client.js';

/**
 * The lines of a batch file as they are sent: private keys and files of this machine stay here or go as their content.
 * `AUTHENTICATE PUBKEY` becomes a session that is authenticated from here, a `FILE` value becomes `BASE64`. The number
 * of lines stays the same.
 */
export async function* sentLines(client: ApiClient, lines: AsyncIterable<string>): AsyncGenerator<string> {
  let who: string | undefined;
  let isPassword = false;
  for await (const line of lines) {
    if (who !== undefined) {
      yield `AUTHENTICATE SESSION:${await openSession(client, who, line.trim())}\n\n`;
      who = undefined;
    } else if (isPassword) {
      isPassword = false;
      yield `${line}\n`;
    } else {
      who = /^authenticate\s+pubkey:(.+?)\s*$/i.exec(line)?.[1];
      isPassword = who === undefined && /^authenticate\s/i.test(line);
      if (who === undefined) yield `${withFile(line)}\n`;
    }
  }
}

/** `<index> <TYPE> <ttl> <perms> FILE <path>` with the file's content in place of its name. */
function withFile(line: string): string {
  const [, head, file] = /^(\s*\d+\s+\S+\s+\S+\s+\S+\s+)FILE\s+(.+?)\s*$/i.exec(line) ?? [];
  if (head === undefined || file === undefined) return line;
  return `${head}BASE64 ${readFileSync(file).toString('base64')}`;
}

/** Opens a session and answers its challenge. @param key `<file>` or `<file>|<passphrase>` */
async function openSession(client: ApiClient, who: string, key: string): Promise<string> {
  const [file = '', passphrase] = key.split('|');
  const opened = JSON.parse((await client.send('POST', '/api/sessions')).text) as {
    sessionId: string;
    nonce: string;
  };
  const clientNonce = randomBytes(16);
  const proof = {
    sessionId: opened.sessionId,
    id: who,
    type: 'HS_PUBKEY',
    cnonce: clientNonce.toString('base64'),
    alg: 'SHA256',
    signature: signed(file, passphrase, Buffer.concat([Buffer.from(opened.nonce, 'base64'), clientNonce])),
  };
  const answer = await client.send('PUT', '/api/sessions/this', {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(proof),
  });
  if (answer.status !== 200) throw new CommandError(`${who}: the key of ${file} was not accepted`);
  return opened.sessionId;
}

function signed(file: string, passphrase: string | undefined, text: Buffer): string {
  try {
    const key = createPrivateKey({
      key: readFileSync(file),
      ...(passphrase !== undefined && { passphrase }),
    });
    return sign('sha256', text, key).toString('base64');
  } catch (error) {
    throw new CommandError(`${file} is no private key in PEM, or its passphrase is wrong (${String(error)})`);
  }
}
