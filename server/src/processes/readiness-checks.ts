import { statfs } from 'node:fs/promises'
import { sql } from 'kysely'
import type { Database } from '../platform/database/database.ts'
import type { Settings } from '../settings/settings.ts'
import type { Conditions } from '../system/index.ts'
import { workerStore } from '../workers/index.ts'

const leastFree = 64 * 1024 ** 2

/** Of this node: the store answers, a gateway worker serves, and what comes can still be written. */
export const conditions = (database: Database, { data }: Settings): Conditions => ({
  async store() {
    await sql`select 1`.execute(database.kysely)
    return undefined
  },
  gateway: async () => ((await workerStore(database).serving(Date.now())) ? undefined : 'No gateway worker serves'),
  async disk() {
    const { bavail, bsize } = await statfs(data)
    return bavail * bsize < leastFree ? 'The disk of the data folder is nearly full' : undefined
  },
})
