import type { Database } from '../database/database.ts'

/** Runs synchronous work on the one SQLite connection of this process, when no transaction of something else is open on it. */
export const whenFree = <T>(database: Database & { engine: 'sqlite' }, work: () => T | Promise<T>): T | Promise<T> =>
  database.sqlite.isTransaction ? database.kysely.connection().execute(async () => work()) : work()
