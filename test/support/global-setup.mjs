/** Starts the embedded PostgreSQL when the run asks for it (WAYMARK_TEST_DATABASE=postgres); SQLite needs nothing. */
import { startPostgres } from './postgres.mjs';

export default async function globalSetup() {
  if (process.env.WAYMARK_TEST_DATABASE !== 'postgres') return;
  const server = await startPostgres();
  process.env.WAYMARK_TEST_POSTGRES_URL = server.url;
  globalThis.__waymarkPostgres = server;
}
