import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/database.ts'
import { addRuns, type Health } from './rules.ts'
import type { RouteRuns } from './tally.ts'

type Row = { channel: string; route: string; version: number; last_tried: number; health: string }
type Tables = { route_health: Row }

type Change = { before: Health | undefined; after: Health | undefined }

export type HealthStore = ReturnType<typeof healthStore>

/** The store of the health of routes. Several nodes report to one row: each change names the version that it was made from. */
export function healthStore(database: Pick<Database, 'kysely'>) {
  const db = database.kysely.withTables<Tables>()

  return {
    /** Adds the exchanges with one upstream. Returns its health before and after. */
    async add({ channel, route, address, runs }: RouteRuns): Promise<Change> {
      for (;;) {
        const stored = await db
          .selectFrom('route_health')
          .select(['version', 'health'])
          .where('channel', '=', channel)
          .where('route', '=', route)
          .executeTakeFirst()
        const before: Health | undefined = stored && JSON.parse(stored.health)
        const after = addRuns(before, address, runs)
        if (!after) return { before, after }
        const version = (stored?.version ?? 0) + 1
        const health = JSON.stringify(after)
        if (await replace(db, { channel, route, version, last_tried: after.lastTried, health }))
          return { before, after }
      }
    },

    /** Returns the health of every route of these channels, by the id of the channel and the name of the route. */
    async list(channels: 'all' | string[]): Promise<Map<string, Map<string, Health>>> {
      const byChannel = new Map<string, Map<string, Health>>()
      if (channels !== 'all' && channels.length === 0) return byChannel
      const rows = await db
        .selectFrom('route_health')
        .select(['channel', 'route', 'health'])
        .$if(channels !== 'all', (query) => query.where('channel', 'in', channels === 'all' ? [] : channels))
        .execute()
      for (const { channel, route, health } of rows) {
        const routes = byChannel.get(channel) ?? new Map<string, Health>()
        byChannel.set(channel, routes.set(route, JSON.parse(health)))
      }
      return byChannel
    },

    /** Removes routes that have had no request since `before`. */
    async prune(before: number) {
      await db.deleteFrom('route_health').where('last_tried', '<', before).execute()
    },
  }
}

/** Returns false when another node has changed the row meanwhile. */
async function replace(db: Kysely<Tables>, row: Row): Promise<boolean> {
  if (row.version === 1) {
    const insert = db.insertInto('route_health').values(row)
    const { numInsertedOrUpdatedRows } = await insert.onConflict((conflict) => conflict.doNothing()).executeTakeFirst()
    return numInsertedOrUpdatedRows === 1n
  }
  const update = db
    .updateTable('route_health')
    .set(row)
    .where('channel', '=', row.channel)
    .where('route', '=', row.route)
    .where('version', '=', row.version - 1)
  return (await update.executeTakeFirst()).numUpdatedRows === 1n
}
