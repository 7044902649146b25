import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The handle server's own tables, and handle values kept and indexed for a million records. */
export class HandleServer1763800400000 implements MigrationInterface {
  name = 'HandleServer1763800400000';

  async up(runner: QueryRunner): Promise<void> {
    const sqlite = runner.dataSource.options.type === 'better-sqlite3';
    // Values beside each other in the order of their key: a record is then read in one place.
    const clustered = sqlite ? rebuilt(' WITHOUT ROWID') : [];
    for (const statement of [...prefixes, ...batches(sqlite), ...clustered, search(sqlite)])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const sqlite = runner.dataSource.options.type === 'better-sqlite3';
    await runner.query('DROP INDEX ix_handle_values_search');
    for (const statement of sqlite ? rebuilt('') : []) await runner.query(statement);
    for (const table of ['batch_results', 'batches', 'reverse_lookup_users', 'homed_prefixes'])
      await runner.query(`DROP TABLE ${table}`);
  }
}

const prefixes = [
  `CREATE TABLE homed_prefixes (
    prefix_folded text NOT NULL,
    prefix text NOT NULL,
    created_at text NOT NULL,
    CONSTRAINT pk_homed_prefixes PRIMARY KEY (prefix_folded)
  )`,
  // Handle services of this registry's own server live here already.
  `INSERT INTO homed_prefixes (prefix_folded, prefix, created_at)
    SELECT lower(prefix), min(prefix), min(created_at) FROM handle_services
    WHERE driver = 'local' AND deleted_at IS NULL GROUP BY lower(prefix)`,
  `CREATE TABLE reverse_lookup_users (
    username text NOT NULL,
    prefix_folded text NOT NULL,
    sealed_password text NOT NULL,
    created_at text NOT NULL,
    CONSTRAINT pk_reverse_lookup_users PRIMARY KEY (username),
    CONSTRAINT "fk_reverse_lookup_users_prefix" FOREIGN KEY ("prefix_folded") REFERENCES "homed_prefixes" (prefix_folded) ON DELETE CASCADE
  )`,
];

const batches = (sqlite: boolean) => [
  `CREATE TABLE batches (
    id text NOT NULL,
    state text NOT NULL,
    dry_run boolean NOT NULL,
    operations integer NOT NULL,
    successes integer NOT NULL,
    lines integer NOT NULL,
    reason text,
    created_at text NOT NULL,
    updated_at text NOT NULL,
    CONSTRAINT pk_batches PRIMARY KEY (id)
  )`,
  `CREATE INDEX ix_batches_created ON batches (created_at)`,
  `CREATE TABLE batch_results (
    batch_id text NOT NULL,
    ordinal integer NOT NULL,
    line integer NOT NULL,
    operation text NOT NULL,
    subject text NOT NULL,
    digest text NOT NULL,
    response_code integer,
    message text,
    CONSTRAINT pk_batch_results PRIMARY KEY (batch_id, ordinal),
    CONSTRAINT "fk_batch_results_batch" FOREIGN KEY ("batch_id") REFERENCES "batches" (id) ON DELETE CASCADE
  )${sqlite ? ' WITHOUT ROWID' : ''}`,
];

// The beginning of the data only: PostgreSQL limits the size of an entry, and a range needs the order of bytes.
const search = (sqlite: boolean) =>
  `CREATE INDEX ix_handle_values_search
    ON handle_values (type_folded, substr(data, 1, 128)${sqlite ? '' : ' COLLATE "C"'}, name_folded)`;

/** SQLite changes the kind of a table only by making it anew. */
const rebuilt = (kind: string) => [
  `CREATE TABLE handle_values_new (
    name_folded text NOT NULL,
    idx integer NOT NULL,
    type text NOT NULL,
    type_folded text NOT NULL,
    format text NOT NULL,
    data text NOT NULL,
    ttl_type integer NOT NULL,
    ttl bigint NOT NULL,
    permissions text NOT NULL,
    timestamp text NOT NULL,
    refs text NOT NULL,
    position integer NOT NULL,
    owned boolean NOT NULL,
    CONSTRAINT pk_handle_values PRIMARY KEY (name_folded, idx),
    CONSTRAINT "fk_handle_values_record" FOREIGN KEY ("name_folded") REFERENCES "handle_records" (name_folded) ON DELETE CASCADE
  )${kind}`,
  `INSERT INTO handle_values_new (${valueColumns}) SELECT ${valueColumns} FROM handle_values`,
  `DROP TABLE handle_values`,
  `ALTER TABLE handle_values_new RENAME TO handle_values`,
];

const valueColumns =
  'name_folded, idx, type, type_folded, format, data, ttl_type, ttl, permissions, timestamp, refs, position, owned';
