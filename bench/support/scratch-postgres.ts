/** A PostgreSQL that lives as long as the bench. */
interface ScratchPostgres {
  url: string;
  stop: () => Promise<void>;
}

/** The throw-away server of the tests. Runs from dist/bench/support. */
export async function startScratchPostgres(): Promise<ScratchPostgres> {
  const address = new URL('../../../test/support/postgres.mjs', import.meta.url).href;
  const { startPostgres } = (await import(address)) as { startPostgres: () => Promise<ScratchPostgres> };
  return startPostgres();
}
