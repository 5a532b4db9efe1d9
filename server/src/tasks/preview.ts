import type { Channel } from '@mediary/contract/channels'
import type { RerunObstacle, RerunPreview } from '@mediary/contract/tasks'
import { sql } from 'kysely'
import type { Database } from '../platform/database/database.ts'
import { isOneOf, type TransactionSearch } from '../transactions/index.ts'
import { isRerun, selected } from './collect.ts'
import type { PendingSelection } from './rows.ts'

// A preview covers at most this many transactions, the oldest ones.
const maxPreviewed = 100_000

type Seen = {
  channel: string
  method: string
  can_rerun: number
  under_way: number
  answered: number
  rerun: number
  n: number
  oldest: string
  newest: string
}

const slice = 5_000

/** Builds previews of reruns, in slices of the selection. */
export function previews(database: Database, deps: { channels: () => Promise<Channel[]>; search: TransactionSearch }) {
  const look = async (slices: AsyncIterable<string[]> | string[][], repetitions: boolean) => {
    const channels = new Map((await deps.channels()).map((channel) => [channel._id, channel]))
    const seen: Seen[] = []
    for await (const ids of slices) seen.push(...(await grouped(database, ids)))
    return buildPreview(seen, channels, repetitions)
  }

  async function* sliceSelection(gather: PendingSelection) {
    for (let after = '', left = maxPreviewed + 1; left > 0; ) {
      const wanted = Math.min(slice, left)
      const ids = await selected(deps.search, gather, after, wanted)
      yield ids
      if (ids.length < wanted) return
      after = ids.at(-1) ?? after
      left -= ids.length
    }
  }

  return {
    ofIds: (ids: string[]) => look(ids.length ? [ids] : [], true),
    /** Counts also the repetitions that are left out, so that the numbers add up to the list the caller has seen. */
    matching: (gather: PendingSelection) => look(sliceSelection(gather), gather.includeReruns),
  }
}

async function grouped(database: Database, ids: string[]): Promise<Seen[]> {
  if (!ids.length) return []
  const found = sql`select id, channel, method, can_rerun,
    case when status = 'Processing' then 1 else 0 end as under_way,
    case when response_status between 200 and 299 then 1 else 0 end as answered,
    case when ${isRerun} then 1 else 0 end as rerun
    from transactions where ${isOneOf(database.engine, sql`id`, ids)}`
  const kinds = sql`channel, method, can_rerun, under_way, answered, rerun`
  const { rows } = await sql<Seen>`select ${kinds}, count(*) as n, min(id) as oldest, max(id) as newest
    from (${found}) found group by ${kinds}`.execute(database.kysely)
  return rows
}

function buildPreview(all: Seen[], channels: Map<string, Channel>, repetitions: boolean): RerunPreview {
  const seen = repetitions ? all : all.filter(({ rerun }) => !rerun)
  const count = (which: (kind: Seen) => boolean) => seen.filter(which).reduce((sum, { n }) => sum + Number(n), 0)
  const refused = new Map<string, RerunPreview['notRerunnable'][number]>()
  for (const kind of seen) {
    const reason = findObstacle(kind, channels.get(kind.channel))
    if (!reason) continue
    const key = `${reason} ${kind.channel}`
    const entry = refused.get(key) ?? { reason, channelID: kind.channel, transactions: 0 }
    refused.set(key, { ...entry, transactions: entry.transactions + Number(kind.n) })
  }
  const ids = seen.flatMap(({ oldest, newest }) => [oldest, newest]).sort()
  const at = (id: string | undefined) =>
    id === undefined ? undefined : new Date(Number.parseInt(id.slice(0, 8), 16) * 1000).toISOString()
  const total = all.reduce((sum, { n }) => sum + Number(n), 0)
  return {
    matching: count(() => true),
    exact: total <= maxPreviewed,
    answered: count(({ answered }) => answered === 1),
    repeatsWrites: count(({ answered, method }) => answered === 1 && ['POST', 'PUT', 'PATCH'].includes(method)),
    reruns: all.filter(({ rerun }) => rerun).reduce((sum, { n }) => sum + Number(n), 0),
    notRerunnable: [...refused.values()],
    oldest: at(ids[0]),
    newest: at(ids.at(-1)),
  }
}

function findObstacle(kind: Seen, channel: Channel | undefined): RerunObstacle | undefined {
  if (!channel || channel.status === 'deleted') return 'channel-deleted'
  if (channel.status !== 'enabled') return 'channel-disabled'
  if (kind.can_rerun !== 1) return 'body-not-stored'
  if (kind.under_way === 1) return 'under-way'
  if (channel.methods.length && !channel.methods.some((method) => method === kind.method)) return 'method-not-taken'
  return undefined
}
