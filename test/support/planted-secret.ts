import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { onPostgres, type ScratchEnvironment } from './environment.js';

/** Every form in which a secret might leak: plain, in hexadecimal, and in Base64 wherever it begins in a longer text. */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // Characters at both ends mix with the neighbours' bits.
    return text.slice(before === 0 ? 0 : before + 1, -1);
  });
  return [secret, encodeURIComponent(secret), bytes.toString('hex'), ...base64];
}

/** Names of the places where any of the secrets shows. */
export function leaks(places: ReadonlyMap<string, string>, secrets: readonly string[]): string[] {
  const forms = secrets.flatMap(formsOf);
  return [...places].filter(([, text]) => forms.some((form) => text.includes(form))).map(([name]) => name);
}

/** Everything that is stored: every file of the data folder, and on PostgreSQL every row of every table. */
export async function stored({ settings }: ScratchEnvironment): Promise<Map<string, string>> {
  const folder = settings['DATA_DIR'] ?? '';
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file).isFile());
  const found = new Map(files.map((file) => [file, readFileSync(file, 'latin1')]));
  if (!onPostgres) return found;
  const client = new Client({ connectionString: settings['DATABASE_URL'] });
  await client.connect();
  const tables = await client.query<{ name: string }>(
    `SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public'`,
  );
  for (const { name } of tables.rows) {
    const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
    found.set(`table ${name}`, rows.map(({ row }) => row).join('\n'));
  }
  await client.end();
  return found;
}
