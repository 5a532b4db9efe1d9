import type { RerunObstacle, RerunPreview } from '@mediary/contract/operations/tasks'
import { sql } from 'kysely'
import type { Database } from '../platform/database/database.ts'
import { canRerun, matchOne, type TransactionSearch } from '../transactions/index.ts'
import { isRerun, selected } from './collect.ts'
import type { PendingSelection } from './rows.ts'

// A preview covers at most this many transactions, the oldest ones.
const maxPreviewed = 100_000

/** Returns why a recorded request could not be sent again, its body and content type aside. */
export type FindObstacle = (request: {
  channel: string
  method: string
  path: string
  contentType: null
  client: string | null
  address: string
}) => RerunObstacle | undefined

/** Transactions of one kind. */
type Kind = {
  channel: string
  method: string
  can_rerun: number
  shadow: number
  under_way: number
  answered: number
  rerun: number
  n: number
  oldest: string
  newest: string
}
type Row = Kind & { path: string; client: string | null; client_ip: string }
type Seen = Kind & { obstacle: RerunObstacle | undefined }

const slice = 5_000

/** Builds previews of reruns, in slices of the selection. */
export function previews(database: Database, deps: { search: TransactionSearch; findObstacle: FindObstacle }) {
  const look = async (slices: AsyncIterable<string[]> | string[][], repetitions: boolean) => {
    const seen = new Map<string, Seen>()
    for await (const ids of slices)
      for (const row of await readRows(database, ids)) addTo(seen, row, findObstacle(row, deps.findObstacle))
    return buildPreview([...seen.values()], repetitions)
  }

  async function* sliceSelection(selection: PendingSelection) {
    for (let after = '', left = maxPreviewed + 1; left > 0; ) {
      const wanted = Math.min(slice, left)
      const ids = await selected(deps.search, selection, after, wanted)
      yield ids
      if (ids.length < wanted) return
      after = ids.at(-1) ?? after
      left -= ids.length
    }
  }

  return {
    ofIds: (ids: string[]) => look(ids.length ? [ids] : [], true),
    /** Counts also the repetitions that are left out, so that the numbers add up to the list the caller has seen. */
    matching: (selection: PendingSelection) => look(sliceSelection(selection), selection.includeReruns),
  }
}

async function readRows(database: Database, ids: string[]): Promise<Row[]> {
  if (!ids.length) return []
  const found = sql`select id, channel, method, ${canRerun} as can_rerun, coalesce(shadow, 0) as shadow, path, client, client_ip,
    case when status = 'Processing' then 1 else 0 end as under_way,
    case when response_status between 200 and 299 then 1 else 0 end as answered,
    case when ${isRerun} then 1 else 0 end as rerun
    from transactions where ${matchOne(database.engine, sql`id`, ids)}`
  const kinds = sql`channel, method, can_rerun, shadow, under_way, answered, rerun, path, client, client_ip`
  const { rows } = await sql<Row>`select ${kinds}, count(*) as n, min(id) as oldest, max(id) as newest
    from (${found}) found group by ${kinds}`.execute(database.kysely)
  return rows
}

function findObstacle(row: Row, ofRequest: FindObstacle): RerunObstacle | undefined {
  const { channel, method, path, client, client_ip: address } = row
  const obstacle = ofRequest({ channel, method, path, contentType: null, client, address })
  if (obstacle === 'channel-deleted' || obstacle === 'channel-disabled') return obstacle
  if (Number(row.shadow) === 1) return 'in-shadow'
  if (row.can_rerun !== 1) return 'body-not-stored'
  if (row.under_way === 1) return 'under-way'
  return obstacle
}

function addTo(seen: Map<string, Seen>, row: Row, obstacle: RerunObstacle | undefined) {
  const { channel, method, can_rerun, shadow, under_way, answered, rerun, oldest, newest } = row
  const key = [channel, method, can_rerun, under_way, answered, rerun, obstacle].join(' ')
  const known = seen.get(key)
  seen.set(key, {
    ...{ channel, method, can_rerun, shadow, under_way, answered, rerun, obstacle },
    n: (known?.n ?? 0) + Number(row.n),
    oldest: known && known.oldest < oldest ? known.oldest : oldest,
    newest: known && known.newest > newest ? known.newest : newest,
  })
}

function buildPreview(all: Seen[], repetitions: boolean): RerunPreview {
  const seen = repetitions ? all : all.filter(({ rerun }) => !rerun)
  const count = (which: (kind: Seen) => boolean) => seen.filter(which).reduce((sum, { n }) => sum + n, 0)
  const refused = new Map<string, RerunPreview['notRerunnable'][number]>()
  for (const { obstacle: reason, channel, n } of seen) {
    if (!reason) continue
    const key = `${reason} ${channel}`
    const entry = refused.get(key) ?? { reason, channelID: channel, transactions: 0 }
    refused.set(key, { ...entry, transactions: entry.transactions + n })
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
