// Runs a bench on a throw-away PostgreSQL with two empty databases: node scripts/bench-on-postgres.mjs dist/bench/api.js
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import pg from 'pg';
import { startPostgres } from '../test/support/postgres.mjs';

const server = await startPostgres();
try {
  const [large, small] = [await emptyDatabase('bench_large'), await emptyDatabase('bench_small')];
  const bench = spawn(process.execPath, process.argv.slice(2), {
    stdio: 'inherit',
    env: { ...process.env, DATABASE_URL: large, BENCH_SMALL_DATABASE_URL: small },
  });
  const [status] = await once(bench, 'exit');
  process.exitCode = status ?? 1;
} finally {
  await server.stop();
}

/** @param {string} name @returns {Promise<string>} its URL */
async function emptyDatabase(name) {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  return server.url.replace(/\/postgres$/, `/${name}`);
}
