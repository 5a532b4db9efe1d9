// Adds failures and refusals to their issues, and opens and reopens these.
import { sql } from 'kysely'
import { inChunks } from '../platform/database/in-chunks.ts'
import { addClients, type Cause, maxCauses, type Occurrence, toFingerprint, toOtherCause } from './causes.ts'
import type { IssueRow, IssueTables, Trx } from './rows.ts'

type Group = { id: string; cause: Cause; occurrences: Occurrence[] }

/** Adds occurrences in the transaction that saves the position in the record. */
export async function addOccurrences(trx: Trx, occurrences: readonly Occurrence[]) {
  if (occurrences.length === 0) return
  const tables = trx.withTables<IssueTables>()
  const groups = await limitCauses(trx, groupByCause(occurrences))
  const known = await findRows(trx, [...groups.keys()])
  await inChunks([...groups.values()], (some) =>
    tables
      .insertInto('issues')
      .values(some.map((group) => buildRow(group, known.get(group.id))))
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((eb) => ({
          count: sql`issues.count + excluded.count`,
          first_seen: sql`case when excluded.first_seen < issues.first_seen then excluded.first_seen else issues.first_seen end`,
          last_seen: sql`case when excluded.last_seen > issues.last_seen then excluded.last_seen else issues.last_seen end`,
          clients: eb.ref('excluded.clients'),
          reopened: sql`issues.reopened + case when ${hasComeBack} then 1 else 0 end`,
          reopened_at: sql`case when ${hasComeBack} then excluded.last_seen else issues.reopened_at end`,
          untold: sql`case when ${hasComeBack} then 1 else issues.untold end`,
          state: sql`case when ${hasComeBack} then 'open' else issues.state end`,
        })),
      )
      .execute(),
  )
  await addMembers(trx, groups)
}

const hasComeBack = sql`issues.state = 'resolved' and excluded.last_seen > issues.resolved_at`

const findLastSeen = ({ occurrences }: Group) => occurrences.reduce((last, { at }) => Math.max(last, at), 0)

function groupByCause(occurrences: readonly Occurrence[]): Map<string, Group> {
  const groups = new Map<string, Group>()
  for (const occurrence of occurrences) addTo(groups, occurrence.cause, [occurrence])
  return groups
}

function addTo(groups: Map<string, Group>, cause: Cause, occurrences: readonly Occurrence[]) {
  const id = toFingerprint(cause)
  const group = groups.get(id)
  if (group) group.occurrences.push(...occurrences)
  else groups.set(id, { id, cause, occurrences: [...occurrences] })
}

/** Whoever sends requests decides how many reasons there are, not how many issues. */
async function limitCauses(trx: Trx, groups: Map<string, Group>): Promise<Map<string, Group>> {
  const known = await findRows(trx, [...groups.keys()])
  if (known.size === groups.size) return groups
  const counts = await countCauses(trx)
  const limited = new Map<string, Group>()
  for (const { id, cause, occurrences } of groups.values()) {
    const place = toPlace(cause.kind, cause.channel, cause.stage)
    const count = counts.get(place) ?? 0
    if (!known.has(id)) counts.set(place, count + 1)
    addTo(limited, known.has(id) || count < maxCauses ? cause : toOtherCause(cause), occurrences)
  }
  return limited
}

const toPlace = (kind: string, channel: string | null, stage: string) => JSON.stringify([kind, channel, stage])

async function countCauses(trx: Trx): Promise<Map<string, number>> {
  const rows = await trx
    .withTables<IssueTables>()
    .selectFrom('issues')
    .select(({ fn }) => ['kind', 'channel', 'stage', fn.countAll<number>().as('causes')])
    .where('reason', '<>', '')
    .groupBy(['kind', 'channel', 'stage'])
    .execute()
  return new Map(rows.map(({ kind, channel, stage, causes }) => [toPlace(kind, channel, stage), Number(causes)]))
}

async function findRows(trx: Trx, ids: readonly string[]): Promise<Map<string, IssueRow>> {
  const issues = trx.withTables<IssueTables>().selectFrom('issues').selectAll()
  const rows = await inChunks(ids, (some) => issues.where('id', 'in', some).execute())
  return new Map(rows.map((row) => [row.id, row]))
}

function buildRow(group: Group, known: IssueRow | undefined): IssueRow {
  const { id, cause, occurrences } = group
  const { channelName, statusClass, ...same } = cause
  return {
    ...same,
    id,
    channel_name: channelName,
    status_class: statusClass,
    first_seen: occurrences.reduce((first, { at }) => Math.min(first, at), Number.POSITIVE_INFINITY),
    last_seen: findLastSeen(group),
    count: occurrences.reduce((sum, { count }) => sum + count, 0),
    clients: JSON.stringify(addClients(known ? JSON.parse(known.clients) : {}, occurrences)),
    state: 'open',
    owner: null,
    note: null,
    resolved_at: null,
    resolved_by: null,
    reopened: 0,
    reopened_at: null,
    untold: 1,
  }
}

async function addMembers(trx: Trx, groups: ReadonlyMap<string, Group>) {
  const members = [...groups.values()].flatMap(({ id: issue, occurrences }) =>
    [...new Set(occurrences.map(({ member }) => member))].map((member) => ({ issue, member, healed_at: null })),
  )
  await inChunks(members, (some) =>
    trx
      .withTables<IssueTables>()
      .insertInto('issue_members')
      .values(some)
      .onConflict((conflict) => conflict.doNothing())
      .returning('member')
      .execute(),
  )
}

/** Marks members of which a rerun has succeeded. */
export const healMembers = (trx: Trx, members: readonly string[], at: number) =>
  inChunks(members, (some) =>
    trx
      .withTables<IssueTables>()
      .updateTable('issue_members')
      .set({ healed_at: at })
      .where('member', 'in', some)
      .where('healed_at', 'is', null)
      .returning('member')
      .execute(),
  )
