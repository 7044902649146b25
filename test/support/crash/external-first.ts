// The negative control: calls the service first and writes its row afterwards, as Onezone does. Takes names from the
// command line's count, registers what has no row yet, and is killed while it works.
import { randomBytes } from 'node:crypto';
import Database from 'better-sqlite3';

const [file = '', endpoint = '', count = '0'] = process.argv.slice(2);
const database = new Database(file);
database.pragma('journal_mode = WAL');
database.exec('CREATE TABLE IF NOT EXISTS wants (want integer PRIMARY KEY, pid text NOT NULL)');
const find = database.prepare('SELECT pid FROM wants WHERE want = ?');
const insert = database.prepare('INSERT INTO wants (want, pid) VALUES (?, ?)');
const authorization = `Basic ${Buffer.from('300%3A21.T1%2FUSER01:correct horse').toString('base64')}`;

for (let want = 0; want < Number(count); want++) {
  while (find.get(want) === undefined) {
    const pid = `21.T1/${randomBytes(8).toString('hex')}`;
    const mark = {
      index: 900,
      type: 'WAYMARK',
      data: { format: 'string', value: `waymark:control:w${want}:1` },
    };
    const answer = await fetch(`${endpoint}/${pid}?overwrite=false`, {
      method: 'PUT',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ values: [mark] }),
    }).catch(() => undefined);
    if (answer?.status === 201) insert.run(want, pid);
  }
}
process.stdout.write('done\n');
