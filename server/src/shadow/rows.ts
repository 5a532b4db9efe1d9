// The rows of mirrored requests.
import type { Database } from '../platform/database/database.ts'
import { leastIdAt } from '../platform/ids.ts'

/** A mirrored request. `channel` and `client` are ids when it was accepted, and else what its refusal names. */
export type MirroredRequest = {
  id: string
  request_id: string | null
  accepted: number
  channel: string | null
  client: string | null
  status: number | null
  stage: string | null
  code: string | null
}
export type Tables = { shadow_requests: MirroredRequest }

const maxAge = 30 * 86_400_000
const maxRows = 2_000_000
const pageSize = 5_000

/** Yields the mirrored requests since a time, the newest first. */
export async function* readMirrored({ kysely }: Pick<Database, 'kysely'>, since: number) {
  const query = kysely
    .withTables<Tables>()
    .selectFrom('shadow_requests')
    .selectAll()
    .where('id', '>=', leastIdAt(since))
    .orderBy('id', 'desc')
    .limit(pageSize)
  for (let before: string | undefined; ; ) {
    const page = await (before === undefined ? query : query.where('id', '<', before)).execute()
    yield* page
    before = page.at(-1)?.id
    if (before === undefined || page.length < pageSize) return
  }
}

/** Deletes what is older than a month, and the oldest of too many rows. */
export async function pruneMirrored({ kysely }: Pick<Database, 'kysely'>, now = Date.now()): Promise<void> {
  const db = kysely.withTables<Tables>()
  const oldest = await db
    .selectFrom('shadow_requests')
    .select('id')
    .orderBy('id', 'desc')
    .offset(maxRows)
    .limit(1)
    .executeTakeFirst()
  const least = leastIdAt(now - maxAge)
  await db
    .deleteFrom('shadow_requests')
    .where('id', '<', oldest && oldest.id > least ? oldest.id : least)
    .execute()
}
