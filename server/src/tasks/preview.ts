import type { Channel } from '@mediary/contract/channels'
import type { RerunPreview, WhyNotRerunnable } from '@mediary/contract/tasks'
import { type SelectQueryBuilder, sql } from 'kysely'
import type { Database } from '../platform/database.ts'
import { isRerun, selected } from './gathering.ts'
import type { Gather, Tables } from './rows.ts'

// A preview never looks at everything: beyond this it says "the oldest of them".
const most = 100_000

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
type Transactions = SelectQueryBuilder<Pick<Tables, 'transactions'>, 'transactions', object>

/** What a rerun would do, in one query over the selection. */
export function previews(database: Database, deps: { channels: () => Promise<Channel[]> }) {
  const db = database.kysely.withTables<Pick<Tables, 'transactions'>>()

  const look = async (selection: Transactions, repetitions: boolean) => {
    const channels = new Map((await deps.channels()).map((channel) => [channel._id, channel]))
    const seen = await grouped(database, selection.orderBy('transactions.id').limit(most + 1))
    return previewOf(seen, channels, repetitions)
  }

  return {
    ofIds: (ids: string[]) =>
      look(db.selectFrom('transactions').where(sql<boolean>`transactions.id in (${sql.join(ids)})`), true),
    /** Counts also the repetitions that are left out, so that the numbers add up to the list the caller has seen. */
    matching: (gather: Gather) => look(selected(database, { ...gather, includeReruns: true }), gather.includeReruns),
  }
}

function grouped(database: Database, selection: Transactions): Promise<Seen[]> {
  const found = selection.select([
    'transactions.id',
    'transactions.channel',
    'transactions.method',
    'transactions.can_rerun',
    sql<number>`case when transactions.status = 'Processing' then 1 else 0 end`.as('under_way'),
    sql<number>`case when transactions.response_status between 200 and 299 then 1 else 0 end`.as('answered'),
    sql<number>`case when ${isRerun} then 1 else 0 end`.as('rerun'),
  ])
  const kinds = ['channel', 'method', 'can_rerun', 'under_way', 'answered', 'rerun'] as const
  return database.kysely
    .selectFrom(found.as('found'))
    .select([...kinds])
    .select((eb) => [
      eb.fn.countAll<number>().as('n'),
      eb.fn.min<string>('id').as('oldest'),
      eb.fn.max<string>('id').as('newest'),
    ])
    .groupBy([...kinds])
    .execute()
}

function previewOf(all: Seen[], channels: Map<string, Channel>, repetitions: boolean): RerunPreview {
  const seen = repetitions ? all : all.filter(({ rerun }) => !rerun)
  const count = (which: (kind: Seen) => boolean) => seen.filter(which).reduce((sum, { n }) => sum + Number(n), 0)
  const refused = new Map<string, RerunPreview['notRerunnable'][number]>()
  for (const kind of seen) {
    const reason = whyNot(kind, channels.get(kind.channel))
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
    exact: total <= most,
    answered: count(({ answered }) => answered === 1),
    repeatsWrites: count(({ answered, method }) => answered === 1 && ['POST', 'PUT', 'PATCH'].includes(method)),
    reruns: all.filter(({ rerun }) => rerun).reduce((sum, { n }) => sum + Number(n), 0),
    notRerunnable: [...refused.values()],
    oldest: at(ids[0]),
    newest: at(ids.at(-1)),
  }
}

function whyNot(kind: Seen, channel: Channel | undefined): WhyNotRerunnable | undefined {
  if (!channel || channel.status === 'deleted') return 'channel-deleted'
  if (channel.status !== 'enabled') return 'channel-disabled'
  if (kind.can_rerun !== 1) return 'body-not-stored'
  if (kind.under_way === 1) return 'under-way'
  if (channel.methods.length && !channel.methods.some((method) => method === kind.method)) return 'method-not-taken'
  return undefined
}
