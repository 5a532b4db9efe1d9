import type { DatabaseSync } from 'node:sqlite'
import {
  type CompiledQuery,
  type DatabaseConnection,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
} from 'kysely'
import { leaveTurns } from './event-loop-turn.ts'
import { failWhenLocked, waitForWriteLock } from './write-lock.ts'

/**
 * A dialect whose statements wait for SQLite's write lock between the turns of the event loop, and leave turns to the others.
 * A transaction keeps its turn, since another process may wait for its end.
 */
export class WaitingSqliteDialect extends SqliteDialect {
  readonly #driver

  constructor(sqlite: DatabaseSync, database: SqliteDatabase) {
    super({ database })
    this.#driver = () => new WaitingDriver(sqlite, { database })
  }

  override createAdapter() {
    return new TransactionalAdapter()
  }

  override createDriver() {
    return this.#driver()
  }
}

/** SQLite takes back a change of a table with its transaction, so that a migration that is killed in the middle leaves nothing. Kysely leaves that out. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl() {
    return true
  }
}

class WaitingDriver extends SqliteDriver {
  readonly #sqlite
  readonly #leaveTurns = leaveTurns()
  #connection: DatabaseConnection | undefined

  constructor(sqlite: DatabaseSync, config: SqliteDialectConfig) {
    super(config)
    this.#sqlite = sqlite
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    await this.#leaveTurns()
    this.#connection ??= buildConnection(this.#sqlite, await super.acquireConnection())
    return this.#connection
  }
}

/** A transaction has the lock from its beginning. */
function buildConnection(sqlite: DatabaseSync, connection: DatabaseConnection): DatabaseConnection {
  return {
    executeQuery: <R>(query: CompiledQuery) =>
      sqlite.isTransaction
        ? connection.executeQuery<R>(query)
        : waitForWriteLock(() => failWhenLocked(sqlite, () => connection.executeQuery<R>(query))),
    streamQuery: <R>(query: CompiledQuery, chunkSize: number) => connection.streamQuery<R>(query, chunkSize),
  }
}
