// Counts the requests of each client, and of each credential, to each channel by day, so that nobody reads the record for it.
import { type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/database.ts'
import type { Reader } from '../platform/database/reader.ts'
import { every } from '../platform/every.ts'
import type { Log } from '../platform/log.ts'

/** `day`: the number of days since 1 January 1970, in UTC. */
type Counted = { channel: string; day: number; requests: number }
export type ClientRequests = Counted & { client: string; credential?: string | undefined }
type Tables = {
  client_requests: Counted & { client: string }
  credential_requests: Counted & { credential: string }
}

/** What a client has sent to a channel. `lastDay`: the last day with a request, `YYYY-MM-DD` in UTC. */
type ChannelUse = { channel: string; client: string; requests: number; lastDay: string }

const dayLength = 86_400_000
const keptDays = 400
const writeEvery = 5_000
const pruneEvery = 3_600_000
const rowsAtOnce = 500
// While the store is away so many sums wait.
const maxWaiting = 200_000

/** Returns the day of an instant. */
export const toDay = (at: number) => Math.floor(at / dayLength)
const nameDay = (day: number) => new Date(day * dayLength).toISOString().slice(0, 10)

type ClientRequestStore = ReturnType<typeof clientRequestStore>

export function clientRequestStore(database: Pick<Database, 'kysely'>, reader: Pick<Reader, 'kysely'> = database) {
  const db = database.kysely.withTables<Tables>()
  return {
    /** Adds to what is there, whoever wrote it. All or none. */
    add: (rows: readonly ClientRequests[]) => db.transaction().execute((trx) => addAll(trx, rows)),

    /** Counts the requests that used a credential since a day, by channel: one range of the primary key. */
    async countUses(credential: string, sinceDay: number): Promise<{ channel: string; requests: number }[]> {
      const rows = await selectUses(reader, credential, sinceDay).execute()
      return rows
        .map(({ channel, requests }) => ({ channel, requests: Number(requests) }))
        .sort((a, b) => b.requests - a.requests)
    },

    /** Returns the use of channels since a day, and the day from which on everything was counted. */
    async read(channels: readonly string[], sinceDay: number): Promise<{ since: string; uses: ChannelUse[] }> {
      const on = reader.kysely.withTables<Tables>()
      const beginning = await on
        .selectFrom('client_requests')
        .select('day')
        .where('channel', '=', '')
        .executeTakeFirst()
      const uses: ChannelUse[] = []
      // One channel at a time: each is one range of the primary key.
      for (const channel of channels) {
        const rows = await on
          .selectFrom('client_requests')
          .select([
            'client',
            sql<number>`cast(sum(requests) as bigint)`.as('requests'),
            sql<number>`max(day)`.as('day'),
          ])
          .where('channel', '=', channel)
          .where('day', '>=', sinceDay)
          .groupBy('client')
          .execute()
        for (const { client, requests, day } of rows)
          uses.push({ channel, client, requests: Number(requests), lastDay: nameDay(day) })
      }
      return { since: nameDay(Math.max(sinceDay, beginning?.day ?? sinceDay)), uses }
    },

    countFor: (clients: readonly string[], sinceDay: number) => countFor(reader, clients, sinceDay),
    countDays: (client: string, sinceDay: number) => countDays(reader, client, sinceDay),

    async prune(now: number) {
      const first = toDay(now) - keptDays
      await db.deleteFrom('client_requests').where('channel', '!=', '').where('day', '<', first).execute()
      await db.deleteFrom('credential_requests').where('day', '<', first).execute()
    },
  }
}

/** Counts the requests of some clients to all channels since a day. */
async function countFor(reader: Pick<Reader, 'kysely'>, clients: readonly string[], sinceDay: number) {
  const rows = await reader.kysely
    .withTables<Tables>()
    .selectFrom('client_requests')
    .select(['client', sql<number>`cast(sum(requests) as bigint)`.as('requests')])
    .where('client', 'in', clients)
    .where('day', '>=', sinceDay)
    .where('channel', '!=', '')
    .groupBy('client')
    .execute()
  return new Map(rows.map(({ client, requests }) => [client, Number(requests)]))
}

/** Counts the requests of a client on each day with a request since a day. `start`: epoch milliseconds. */
async function countDays({ kysely }: Pick<Reader, 'kysely'>, client: string, sinceDay: number) {
  const rows = await kysely
    .withTables<Tables>()
    .selectFrom('client_requests')
    .select(['day', sql<number>`cast(sum(requests) as bigint)`.as('requests')])
    .where('client', '=', client)
    .where('day', '>=', sinceDay)
    .groupBy('day')
    .execute()
  return rows.map(({ day, requests }) => ({ start: day * dayLength, requests: Number(requests) }))
}

/** The query for the requests that used a credential since a day, by channel. */
export const selectUses = ({ kysely }: Pick<Reader, 'kysely'>, credential: string, sinceDay: number) =>
  kysely
    .withTables<Tables>()
    .selectFrom('credential_requests')
    .select(['channel', sql<number>`cast(sum(requests) as bigint)`.as('requests')])
    .where('credential', '=', credential)
    .where('day', '>=', sinceDay)
    .groupBy('channel')

/** Adds the requests of clients, and those of their credentials. */
async function addAll(trx: Pick<Kysely<Tables>, 'insertInto'>, rows: readonly ClientRequests[]) {
  for (const some of inParts(sumByClient(rows)))
    await trx
      .insertInto('client_requests')
      .values(some)
      .onConflict((conflict) =>
        conflict
          .columns(['channel', 'client', 'day'])
          .doUpdateSet({ requests: sql<number>`client_requests.requests + excluded.requests` }),
      )
      .execute()
  for (const some of inParts(listByCredential(rows)))
    await trx
      .insertInto('credential_requests')
      .values(some)
      .onConflict((conflict) =>
        conflict
          .columns(['credential', 'day', 'channel'])
          .doUpdateSet({ requests: sql<number>`credential_requests.requests + excluded.requests` }),
      )
      .execute()
}

function* inParts<Row>(rows: readonly Row[]) {
  for (let i = 0; i < rows.length; i += rowsAtOnce) yield rows.slice(i, i + rowsAtOnce)
}

/** A client may have used several credentials, and a statement takes each row once. */
function sumByClient(rows: readonly ClientRequests[]) {
  const sums = new Map<string, Counted & { client: string }>()
  for (const { channel, client, day, requests } of rows) {
    const key = `${channel} ${client} ${day}`
    const known = sums.get(key)
    if (known) known.requests += requests
    else sums.set(key, { channel, client, day, requests })
  }
  return [...sums.values()]
}

const listByCredential = (rows: readonly ClientRequests[]) =>
  rows.flatMap(({ channel, credential, day, requests }) =>
    credential === undefined ? [] : [{ channel, credential, day, requests }],
  )

/** Writes what the workers have counted, some seconds later. What cannot be written waits, added up, until it can. */
export function clientRequestWriter(store: Pick<ClientRequestStore, 'add' | 'prune'>, log: Log) {
  const state = { waiting: new Map<string, ClientRequests>() }

  const add = (rows: Iterable<ClientRequests>) => {
    for (const row of rows) {
      const key = `${row.channel} ${row.client} ${row.day} ${row.credential ?? ''}`
      const waiting = state.waiting.get(key)
      if (waiting) waiting.requests += row.requests
      else if (state.waiting.size < maxWaiting) state.waiting.set(key, { ...row })
    }
  }
  const write = async () => {
    const taken = state.waiting
    if (taken.size === 0) return
    state.waiting = new Map()
    try {
      // Always in the same order: nodes that wait for each other's rows would never end.
      await store.add([...taken].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row))
    } catch (error) {
      add(taken.values())
      throw error
    }
  }
  const writing = every(writeEvery, 'counting the requests of clients', write, log)
  const pruning = every(pruneEvery, 'removing old counts of clients', () => store.prune(Date.now()), log)

  return {
    add,
    /** Resolves when it has been tried to write what waits. */
    async flush() {
      // A round under way may have begun before the newest counts came.
      await writing.run()
      await writing.run()
    },
    /** Writes what waits, if it can be written. */
    async close() {
      await Promise.all([writing.stop(), pruning.stop()])
      await writing.run()
    },
  }
}
