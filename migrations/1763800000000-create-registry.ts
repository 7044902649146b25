import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The first schema: accounts, grants, spaces, shares, handle services, the ledger of handles, and the feed. */
export class CreateRegistry1763800000000 implements MigrationInterface {
  name = 'CreateRegistry1763800000000';

  async up(runner: QueryRunner): Promise<void> {
    const sqlite = runner.dataSource.options.type === 'better-sqlite3';
    for (const statement of [...accounts, ...publishing, ...ledger, ...feed(sqlite), ...plumbing])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tablesLastFirst) await runner.query(`DROP TABLE ${table}`);
  }
}

const tablesLastFirst = [
  'gate_probe',
  'stored_facts',
  'feed_state',
  'feed_restamps',
  'feed_seconds',
  'oai_record_set',
  'oai_record_bodies',
  'oai_records',
  'disseminations',
  'handles',
  'handle_services',
  'shares',
  'spaces',
  'audit_entries',
  'idempotency_keys',
  'grants',
  'user_groups',
  'api_tokens',
  'users',
];

// Foreign keys are quoted: on SQLite TypeORM reads their names out of this very text, and knows only that spelling.
const accounts = [
  `CREATE TABLE users (
    id text NOT NULL,
    username text,
    full_name text NOT NULL,
    password_hash text,
    basic_auth_enabled boolean NOT NULL,
    blocked boolean NOT NULL,
    temporary_generation integer NOT NULL,
    created_at text NOT NULL,
    CONSTRAINT pk_users PRIMARY KEY (id)
  )`,
  `CREATE UNIQUE INDEX uq_users_username ON users (username)`,
  `CREATE TABLE api_tokens (
    id text NOT NULL,
    user_id text NOT NULL,
    name text,
    kind text NOT NULL,
    invitation text,
    secret_hash text NOT NULL,
    created_at text NOT NULL,
    expires_at text,
    revoked boolean NOT NULL,
    caveats text NOT NULL,
    custom_metadata text NOT NULL,
    parent_id text,
    CONSTRAINT pk_api_tokens PRIMARY KEY (id),
    CONSTRAINT "fk_api_tokens_user" FOREIGN KEY ("user_id") REFERENCES "users" (id) ON DELETE CASCADE,
    CONSTRAINT "fk_api_tokens_parent" FOREIGN KEY ("parent_id") REFERENCES "api_tokens" (id) ON DELETE CASCADE
  )`,
  `CREATE INDEX ix_api_tokens_parent ON api_tokens (parent_id)`,
  `CREATE INDEX ix_api_tokens_user ON api_tokens (user_id)`,
  `CREATE TABLE user_groups (
    id text NOT NULL,
    name text NOT NULL,
    type text NOT NULL,
    created_at text NOT NULL,
    creator_id text,
    CONSTRAINT pk_user_groups PRIMARY KEY (id)
  )`,
  `CREATE TABLE grants (
    resource_kind text NOT NULL,
    resource_id text NOT NULL,
    member_kind text NOT NULL,
    member_id text NOT NULL,
    privileges text NOT NULL,
    created_at text NOT NULL,
    CONSTRAINT pk_grants PRIMARY KEY (resource_kind, resource_id, member_kind, member_id)
  )`,
  `CREATE INDEX ix_grants_member ON grants (member_kind, member_id, resource_kind, resource_id)`,
  `CREATE TABLE audit_entries (
    id text NOT NULL,
    at text NOT NULL,
    actor_id text,
    action text NOT NULL,
    object_kind text NOT NULL,
    object_id text NOT NULL,
    before text,
    after text,
    request_id text,
    CONSTRAINT pk_audit_entries PRIMARY KEY (id)
  )`,
  `CREATE TABLE idempotency_keys (
    user_id text NOT NULL,
    key text NOT NULL,
    fingerprint text NOT NULL,
    created_at text NOT NULL,
    status integer,
    location text,
    body text,
    CONSTRAINT pk_idempotency_keys PRIMARY KEY (user_id, key),
    CONSTRAINT "fk_idempotency_keys_user" FOREIGN KEY ("user_id") REFERENCES "users" (id) ON DELETE CASCADE
  )`,
  `CREATE INDEX ix_idempotency_keys_created ON idempotency_keys (created_at)`,
  `CREATE INDEX ix_audit_entries_object ON audit_entries (object_kind, object_id, at)`,
];

const publishing = [
  `CREATE TABLE spaces (
    id text NOT NULL,
    name text NOT NULL,
    created_at text NOT NULL,
    creator_id text,
    CONSTRAINT pk_spaces PRIMARY KEY (id)
  )`,
  `CREATE TABLE shares (
    id text NOT NULL,
    space_id text NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    target_url text NOT NULL,
    files text NOT NULL,
    root_file_id text NOT NULL,
    file_type text NOT NULL,
    created_at text NOT NULL,
    updated_at text NOT NULL,
    creator_id text,
    CONSTRAINT pk_shares PRIMARY KEY (id),
    CONSTRAINT "fk_shares_space" FOREIGN KEY ("space_id") REFERENCES "spaces" (id)
  )`,
  `CREATE INDEX ix_shares_space ON shares (space_id)`,
  `CREATE INDEX ix_shares_root_file ON shares (root_file_id)`,
  `CREATE TABLE handle_services (
    id text NOT NULL,
    name text NOT NULL,
    proxy_endpoint text,
    driver text NOT NULL,
    prefix text NOT NULL,
    properties text NOT NULL,
    sealed_credentials text,
    paused boolean NOT NULL,
    breaker_open_until text,
    trouble_reason text,
    consecutive_failures integer NOT NULL,
    last_success_at text,
    created_at text NOT NULL,
    updated_at text NOT NULL,
    creator_id text,
    deleted_at text,
    CONSTRAINT pk_handle_services PRIMARY KEY (id)
  )`,
];

const ledger = [
  `CREATE TABLE handles (
    id text NOT NULL,
    service_id text NOT NULL,
    pid text NOT NULL,
    pid_folded text NOT NULL,
    public_handle text NOT NULL,
    share_id text NOT NULL,
    metadata_schema text NOT NULL,
    metadata text NOT NULL,
    summary text NOT NULL,
    landing_url text NOT NULL,
    state text NOT NULL,
    desired_revision integer NOT NULL,
    applied_revision integer NOT NULL,
    published_revision integer NOT NULL,
    registered_at text,
    ever_sent boolean NOT NULL,
    attempts integer NOT NULL,
    next_attempt_at text NOT NULL,
    lease_owner text,
    lease_until text,
    fence integer NOT NULL,
    last_outcome text,
    created_at text NOT NULL,
    updated_at text NOT NULL,
    creator_id text,
    deleted_at text,
    tombstone text,
    CONSTRAINT pk_handles PRIMARY KEY (id),
    CONSTRAINT "fk_handles_service" FOREIGN KEY ("service_id") REFERENCES "handle_services" (id)
  )`,
  // Names are never reused: not after a deletion, not after a failure.
  `CREATE UNIQUE INDEX uq_handles_pid ON handles (pid_folded)`,
  // One live handle a share; the arbiter of two racing registrations.
  `CREATE UNIQUE INDEX uq_handles_live_share ON handles (share_id) WHERE deleted_at IS NULL`,
  `CREATE INDEX ix_handles_share ON handles (share_id)`,
  `CREATE INDEX ix_handles_service ON handles (service_id, id)`,
  `CREATE INDEX ix_handles_due ON handles (next_attempt_at) WHERE desired_revision > applied_revision`,
  `CREATE INDEX ix_handles_unpublished ON handles (updated_at, id)
    WHERE published_revision < desired_revision AND registered_at IS NOT NULL`,
  `CREATE TABLE disseminations (
    handle_id text NOT NULL,
    prefix text NOT NULL,
    revision integer NOT NULL,
    payload text NOT NULL,
    CONSTRAINT pk_disseminations PRIMARY KEY (handle_id, prefix),
    CONSTRAINT "fk_disseminations_handle" FOREIGN KEY ("handle_id") REFERENCES "handles" (id)
  )`,
];

const feed = (sqlite: boolean) => [
  `CREATE TABLE oai_records (
    seq integer NOT NULL,
    prefix text NOT NULL,
    handle_id text NOT NULL,
    datestamp text NOT NULL,
    deleted boolean NOT NULL,
    size integer NOT NULL,
    header text NOT NULL,
    CONSTRAINT pk_oai_records PRIMARY KEY (seq),
    CONSTRAINT "fk_oai_records_handle" FOREIGN KEY ("handle_id") REFERENCES "handles" (id)
  )`,
  `CREATE UNIQUE INDEX uq_oai_records_item ON oai_records (handle_id, prefix)`,
  `CREATE INDEX ix_oai_records_prefix ON oai_records (prefix, seq, size)`,
  `CREATE TABLE oai_record_bodies (
    seq integer NOT NULL,
    record text NOT NULL,
    CONSTRAINT pk_oai_record_bodies PRIMARY KEY (seq)
  )`,
  // Clustered by its key where the database can: a selective harvest reads one stretch of it.
  `CREATE TABLE oai_record_set (
    set_spec text NOT NULL,
    prefix text NOT NULL,
    seq integer NOT NULL,
    size integer NOT NULL,
    handle_id text,
    left_header text,
    CONSTRAINT pk_oai_record_set PRIMARY KEY (set_spec, prefix, seq)
  )${sqlite ? ' WITHOUT ROWID' : ''}`,
  `CREATE INDEX ix_oai_record_set_seq ON oai_record_set (seq)`,
  `CREATE INDEX ix_oai_record_set_left ON oai_record_set (handle_id) WHERE handle_id IS NOT NULL`,
  `CREATE TABLE feed_seconds (
    datestamp text NOT NULL,
    last_seq bigint NOT NULL,
    CONSTRAINT pk_feed_seconds PRIMARY KEY (datestamp)
  )`,
  `CREATE TABLE feed_restamps (
    handle_id text NOT NULL,
    CONSTRAINT pk_feed_restamps PRIMARY KEY (handle_id),
    CONSTRAINT "fk_feed_restamps_handle" FOREIGN KEY ("handle_id") REFERENCES "handles" (id)
  )`,
  `CREATE TABLE feed_state (
    id text NOT NULL,
    high_water text NOT NULL,
    last_seq bigint NOT NULL,
    earliest_datestamp text NOT NULL,
    CONSTRAINT pk_feed_state PRIMARY KEY (id)
  )`,
];

const plumbing = [
  `CREATE TABLE stored_facts (
    name text NOT NULL,
    value text NOT NULL,
    CONSTRAINT pk_stored_facts PRIMARY KEY (name)
  )`,
  `CREATE TABLE gate_probe (
    id text NOT NULL,
    CONSTRAINT pk_gate_probe PRIMARY KEY (id)
  )`,
];
