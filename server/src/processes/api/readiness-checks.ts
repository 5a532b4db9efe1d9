import { statfs } from 'node:fs/promises'
import { sql } from 'kysely'
import type { Database } from '../../platform/database/database.ts'
import type { Settings } from '../../settings/settings.ts'
import type { ReadinessChecks } from '../../system/index.ts'
import { takeOver } from '../../transactions/index.ts'
import { countServing } from '../../workers/index.ts'

const minFreeBytes = 64 * 1024 ** 2
const maxSilence = 5_000

/** Checks that the store answers and takes what workers have recorded, that a gateway worker serves, that other nodes are heard, and that the disk has room. */
export const readinessChecks = (
  database: Database,
  { data }: Settings,
  { node, announced: { silentFor } }: { node: string; announced: { silentFor: () => number } },
): ReadinessChecks => ({
  async store() {
    await sql`select 1`.execute(database.kysely)
    await takeOver(database)
    return undefined
  },
  gateway: async () => ((await countServing(database, node)) ? undefined : 'no-gateway-worker'),
  changes: async () => (silentFor() > maxSilence ? 'changes-unheard' : undefined),
  async disk() {
    const { bavail, bsize } = await statfs(data)
    return bavail * bsize < minFreeBytes ? 'disk-nearly-full' : undefined
  },
})
