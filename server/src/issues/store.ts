import type { IssueState, issuesApi } from '@mediary/contract/operations/issues'
import { Issue } from '@mediary/contract/operations/issues'
import { recogniseReasons } from '@mediary/contract/reasons/recognise'
import type { Kysely } from 'kysely'
import type { z } from 'zod'
import type { Database } from '../platform/database/database.ts'
import { type Clients, keepFor, maxClients } from './causes.ts'
import type { IssueRow, IssueTables, Trx } from './rows.ts'

type Search = Pick<z.output<typeof issuesApi.list.query>, 'state' | 'kind' | 'channelID' | 'owner' | 'limit' | 'page'>
type MemberSearch = z.output<typeof issuesApi.members.query>
type IssueChange = {
  state?: IssueState | undefined
  owner?: string | null | undefined
  note?: string | null | undefined
}

/** An issue that people are told about. */
export type UntoldIssue = {
  id: string
  channelID: string | null
  channel: string | null
  count: number
  hasComeBack: boolean
  since: number
}

export type IssueStore = ReturnType<typeof issueStore>

/** The store of issues. The follower makes them; people resolve them. */
export function issueStore(database: Pick<Database, 'kysely'>) {
  const db = database.kysely.withTables<IssueTables>()
  return {
    find: (id: string): Promise<IssueRow | undefined> =>
      db.selectFrom('issues').selectAll().where('id', '=', id).executeTakeFirst(),

    /** `channels`: the ids of the visible channels. Issues without a channel are visible to those who see every channel. */
    list({ state, kind, channelID, owner, limit, page }: Search, channels: 'all' | string[]): Promise<IssueRow[]> {
      if (channels !== 'all' && channels.length === 0) return Promise.resolve([])
      let query = db.selectFrom('issues').selectAll()
      if (channels !== 'all') query = query.where('channel', 'in', channels)
      if (state) query = query.where('state', '=', state)
      if (kind) query = query.where('kind', '=', kind)
      if (channelID) query = query.where('channel', '=', channelID)
      if (owner) query = query.where('owner', '=', owner)
      return query
        .orderBy('last_seen', 'desc')
        .orderBy('id')
        .limit(limit)
        .offset(page * limit)
        .execute()
    },

    ...memberQueries(db),

    async update(id: string, { state, owner, note }: IssueChange, by: string, now = Date.now()) {
      const resolved =
        state === 'resolved' ? { resolved_at: now, resolved_by: by } : { resolved_at: null, resolved_by: null }
      const change = {
        ...(state && { state, ...resolved }),
        ...(owner !== undefined && { owner }),
        ...(note !== undefined && { note: note || null }),
      }
      if (Object.keys(change).length === 0) return
      await db.updateTable('issues').set(change).where('id', '=', id).execute()
    },

    ...untoldQueries(db),

    /** Removes issues that have not come back for long, and members that are no longer in the record. */
    async prune(now = Date.now()) {
      await db
        .deleteFrom('issues')
        .where('last_seen', '<', now - keepFor)
        .execute()
      const members = db.deleteFrom('issue_members')
      await members.where('issue', 'not in', db.selectFrom('issues').select('id')).execute()
      for (let after: string | undefined = ''; after !== undefined; ) {
        const some = await listMemberIds(database, after)
        const gone = await listGone(database, some)
        if (gone.length > 0) await members.where('member', 'in', gone).execute()
        after = some.at(-1)
      }
    },
  }
}

const untoldQueries = (db: Kysely<IssueTables>) => ({
  /** Returns the issues that are new or have come back since the last call. They are taken in the transaction that tells people. */
  takeUntold: async (trx: Trx): Promise<UntoldIssue[]> => {
    const update = trx.withTables<IssueTables>().updateTable('issues').set({ untold: 0 }).where('untold', '=', 1)
    const rows = await update
      .returning(['id', 'channel', 'channel_name', 'count', 'first_seen', 'reopened', 'reopened_at'])
      .execute()
    return rows.map(({ id, channel, channel_name, count, first_seen, reopened, reopened_at }) => ({
      id,
      channelID: channel,
      channel: channel_name,
      count: Number(count),
      hasComeBack: reopened > 0,
      since: Number(reopened_at ?? first_seen),
    }))
  },

  hasUntold: async () =>
    (await db.selectFrom('issues').select('id').where('untold', '=', 1).limit(1).executeTakeFirst()) !== undefined,
})

const memberQueries = (db: Kysely<IssueTables>) => {
  const countMembers = async (issue: string, unhealed: boolean) => {
    const query = db.selectFrom('issue_members').select(({ fn }) => fn.countAll<number>().as('count'))
    const row = await query
      .where('issue', '=', issue)
      .$if(unhealed, (q) => q.where('healed_at', 'is', null))
      .executeTakeFirstOrThrow()
    return Number(row.count)
  }
  return {
    countMembers: async ({ id, kind }: Pick<IssueRow, 'id' | 'kind'>) => ({
      members: await countMembers(id, false),
      unhealed: kind === 'failure' ? await countMembers(id, true) : 0,
    }),

    listMembers(issue: string, { healed, limit, before }: MemberSearch) {
      let query = db.selectFrom('issue_members').selectAll().where('issue', '=', issue)
      if (healed) query = query.where('healed_at', healed === 'yes' ? 'is not' : 'is', null)
      if (before) query = query.where('member', '<', before)
      return query.orderBy('member', 'desc').limit(limit).execute()
    },
  }
}

const listMemberIds = async ({ kysely }: Pick<Database, 'kysely'>, after: string) => {
  const members = kysely.withTables<IssueTables>().selectFrom('issue_members').select('member').distinct()
  const rows = await members.where('member', '>', after).orderBy('member').limit(1_000).execute()
  return rows.map(({ member }) => member)
}

/** Returns the members that retention has removed from the record. */
async function listGone({ kysely }: Pick<Database, 'kysely'>, members: readonly string[]) {
  if (members.length === 0) return []
  const db = kysely.withTables<{ transactions: { id: string }; refusals: { id: string } }>()
  const [transactions, refusals] = await Promise.all([
    db.selectFrom('transactions').select('id').where('id', 'in', members).execute(),
    db.selectFrom('refusals').select('id').where('id', 'in', members).execute(),
  ])
  const stored = new Set([...transactions, ...refusals].map(({ id }) => id))
  return members.filter((id) => !stored.has(id))
}

type Names = { channels: ReadonlyMap<string, string>; clients: ReadonlyMap<string, string> }

const toTimestamp = (at: number | null) => (at === null ? undefined : new Date(Number(at)).toISOString())

/** Returns an issue as the API shows it. `names`: the names of channels and clients by their ids. */
export function toIssueView(row: IssueRow, names: Names): Issue {
  const clients: Clients = JSON.parse(row.clients)
  const counts = Object.entries(clients).toSorted(([, one], [, other]) => other - one)
  return Issue.parse({
    _id: row.id,
    kind: row.kind,
    state: row.state,
    channelID: row.channel ?? undefined,
    channel: (row.channel !== null && names.channels.get(row.channel)) || row.channel_name || undefined,
    route: row.route ?? undefined,
    stage: row.stage,
    statusClass: row.status_class ?? undefined,
    code: row.code ?? undefined,
    reason: row.reason,
    explanations: recogniseReasons(row.reason),
    firstSeen: toTimestamp(row.first_seen),
    lastSeen: toTimestamp(row.last_seen),
    count: Number(row.count),
    clients: counts
      .slice(0, maxClients)
      .map(([client, count]) =>
        row.kind === 'failure'
          ? { clientID: client, name: names.clients.get(client) ?? client, count }
          : { name: client, count },
      ),
    moreClients: counts.length > maxClients,
    owner: row.owner ?? undefined,
    note: row.note ?? undefined,
    resolvedAt: toTimestamp(row.resolved_at),
    resolvedBy: row.resolved_by ?? undefined,
    reopened: row.reopened,
    reopenedAt: toTimestamp(row.reopened_at),
  })
}
