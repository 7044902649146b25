import { setImmediate } from 'node:timers/promises';
import { DataSource, EntityManager } from 'typeorm';
import { RegistryError } from '../errors.js';
import { currentWrite, runAsWrite } from './current-write.js';
import { postgresStatements } from './postgres-statements.js';
import { sqliteStatements, type Statement, type Statements } from './statements.js';
import type { Gate } from './write-gate.js';

export { default as sql, empty, join, raw, type Sql } from 'sql-template-tag';

/** SQL dialects that Waymark runs on. */
export type Dialect = 'sqlite' | 'postgres';

/** May run statements that read. */
export interface RowReader {
  readonly dialect: Dialect;
  /** Rows of one parametrised statement. The caller names their type; columns keep their snake_case names. */
  rows<T>(statement: Statement): Promise<T[]>;
  /** The first row, or undefined. */
  first<T>(statement: Statement): Promise<T | undefined>;
}

/** Reads in a thread of its own, until it is closed. */
export interface ThreadReader extends RowReader {
  close(): Promise<void>;
}

/** May read. Query functions take a Reader (or a Tx, which is one too) first, so that a read around a transaction shows. */
export interface Reader extends RowReader {
  /** Entity reads (`findOneBy` …). */
  readonly entities: EntityManager;
}

declare const inTransaction: unique symbol;

/** May write: lives only inside `Database.write`. */
export interface Tx extends Reader {
  readonly [inTransaction]: true;
  /** Runs one statement and yields the number of rows it changed. */
  execute(statement: Statement): Promise<number>;
}

/** How long a write may hold the gate before it is reported, and before it is rolled back. */
export const gateWarnMs = 250;
export const gateLimitMs = 2000;

/** Told of writes that hold the gate too long. */
export type SlowWriteListener = (heldMs: number) => void;

/**
 * The only door to the data. Reads never open a transaction; `write` is one transaction, one at a time on SQLite. What must
 * be one snapshot is one statement.
 */
export class Database {
  readonly dialect: Dialect;
  private readonly reader: Reader;
  private readonly replica: Reader;
  private readonly thread: ThreadReader | undefined;
  /** Ends with the last of those who give way. */
  private lastWaiting: Promise<void> = Promise.resolve();
  /** Set by the application: reports writes over `gateWarnMs`. */
  onSlowWrite: SlowWriteListener = () => undefined;

  constructor(
    private readonly writer: DataSource,
    readSource: DataSource,
    private readonly gate: Gate,
    others: { replicaSource?: DataSource | undefined; thread?: ThreadReader } = {},
  ) {
    this.dialect = writer.options.type === 'postgres' ? 'postgres' : 'sqlite';
    this.reader = readerOn(readSource.manager, this.dialect);
    const { replicaSource } = others;
    this.replica = replicaSource === undefined ? this.reader : readerOn(replicaSource.manager, this.dialect);
    this.thread = others.thread;
  }

  /** Whether `readReplica` goes to a streaming replica. */
  get hasReplica(): boolean {
    return this.replica !== this.reader;
  }

  /**
   * Runs queries outside any transaction.
   * @throws Error inside `write`: there the Tx must be passed on, else the read misses what was just written
   */
  read<T>(task: (reader: Reader) => Promise<T>): Promise<T> {
    refuseInsideWrite();
    return task(this.reader);
  }

  /**
   * Like `read`, for harvest and resolve alone: from the streaming replica where there is one, which may lag behind.
   * What it does not know (undefined or no rows) is asked of the main database again: it may be too new for it.
   * @throws Error inside `write`
   */
  readReplica<T>(task: (reader: Reader) => Promise<T>): Promise<T> {
    refuseInsideWrite();
    return this.hasReplica ? this.askReplica(task) : task(this.reader);
  }

  /**
   * Like `read`, for reads of many rows: on SQLite in a thread of their own, so that requests beside them do not wait.
   * @throws Error inside `write`
   */
  readAside<T>(task: (reader: RowReader) => Promise<T>): Promise<T> {
    refuseInsideWrite();
    return task(this.thread ?? this.reader);
  }

  /**
   * Waits while writes wait or run, for as many milliseconds at most: for long answers, which would be sent between the
   * commits of somebody who waits in person. Who waited goes on one a turn of the event loop. On PostgreSQL no write holds
   * it, and nothing waits.
   */
  async giveWay(limitMs: number): Promise<void> {
    if (!this.gate.isBusy) return;
    this.lastWaiting = this.waitBehind(this.lastWaiting, performance.now() + limitMs);
    await this.lastWaiting;
  }

  private async waitBehind(before: Promise<void>, until: number): Promise<void> {
    await before;
    do await setImmediate();
    while (this.gate.isBusy && performance.now() < until);
  }

  /** Ends the thread; the connections are closed by those who opened them. */
  async close(): Promise<void> {
    await this.thread?.close();
  }

  private async askReplica<T>(task: (reader: Reader) => Promise<T>): Promise<T> {
    const answer = await task(this.replica);
    const unknown = answer === undefined || (Array.isArray(answer) && answer.length === 0);
    return unknown ? task(this.reader) : answer;
  }

  /**
   * Runs one short transaction: no network, no timers, no foreign callbacks inside. A nested call joins its caller's.
   * The promise resolves only after a durable commit.
   * @throws whatever `task` throws, after rollback
   */
  async write<T>(task: (tx: Tx) => Promise<T>): Promise<T> {
    const joined = currentWrite() as Tx | undefined;
    if (joined !== undefined) return task(joined);
    return this.gate.run(this.writer, (manager) => this.transact(manager, task));
  }

  private async transact<T>(manager: EntityManager, task: (tx: Tx) => Promise<T>): Promise<T> {
    const begunAt = performance.now();
    const tx = transactionOn(manager, this.dialect);
    const value = await runAsWrite(tx, () => task(tx));
    const heldMs = performance.now() - begunAt;
    if (heldMs > gateWarnMs) this.onSlowWrite(heldMs);
    // Only SQLite queues behind the holder; there a write that waits for something else must not starve the rest.
    if (this.dialect === 'sqlite' && heldMs > gateLimitMs) {
      throw new RegistryError('temporaryFailure', { reason: 'the write held the gate too long' });
    }
    return value;
  }
}

function refuseInsideWrite(): void {
  if (currentWrite() !== undefined) throw new Error('Database.read inside Database.write: pass the Tx');
}

function statementsOn(manager: EntityManager, dialect: Dialect): Statements {
  return dialect === 'sqlite' ? sqliteStatements(manager.dataSource) : postgresStatements(manager);
}

function readerOn(
  manager: EntityManager,
  dialect: Dialect,
  statements = statementsOn(manager, dialect),
): Reader {
  return {
    dialect,
    rows: <T>(statement: Statement) => statements.rows(statement) as Promise<T[]>,
    first: <T>(statement: Statement) => statements.first(statement) as Promise<T | undefined>,
    entities: manager,
  };
}

function transactionOn(manager: EntityManager, dialect: Dialect): Tx {
  const statements = statementsOn(manager, dialect);
  const execute = (statement: Statement) => statements.execute(statement);
  return { ...readerOn(manager, dialect, statements), execute } as Tx;
}
