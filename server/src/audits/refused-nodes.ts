// Enters nodes into the audit log that the gateway did not let in. It follows the refusals, off the path of requests.
import type { Claims } from '../platform/database/claims.ts'
import type { Database } from '../platform/database/database.ts'
import { OvertakenError, type Progress, readProgress, saveProgress } from '../platform/database/progress.ts'
import { every, type Periodic } from '../platform/every.ts'
import { leastIdAt } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'
import { outcomes } from './events.ts'
import type { AuditJournal } from './journal.ts'

type RefusalRow = {
  id: string
  client_ip: string
  client: string | null
  stage: string
  status: number
  code: string | null
}
type Deps = { audits: Pick<AuditJournal, 'record'>; claims: Claims; log: Log; now?: () => number }

const name = 'audits-refused-nodes'
const times = { round: 5_000, claim: 20_000, margin: 2_000, interval: 60 * 60 * 1000 }
const batch = 500
/** An attacker decides how many addresses there are. */
const maxAnHour = 1_000
/** The identifier of a node: DICOM PS3.16, CID 404. */
const nodeId = { code: '110182', displayName: 'Node ID', codeSystemName: 'DCM' }

/** Follows the refusals for the audit log. One process of an installation does it at a time. */
export function followRefusedNodes(database: Database, { audits, claims, log, now = Date.now }: Deps): Periodic {
  const refusals = database.kysely.withTables<{ refusals: RefusalRow }>()
  const told = new Map<string, number>()

  /** Returns those that were not told within the hour: one for each address and client. */
  function selectNew(rows: readonly RefusalRow[]): RefusalRow[] {
    for (const [key, at] of told) if (now() - at >= times.interval) told.delete(key)
    return rows.filter(({ client_ip, client, status }) => {
      const key = `${client_ip} ${client ?? ''}`
      if ((status !== 401 && status !== 403) || told.has(key) || told.size >= maxAnHour) return false
      told.set(key, now())
      return true
    })
  }

  const step = async (former: Progress | undefined): Promise<boolean> => {
    const after = former?.after ?? leastIdAt(now() - times.interval)
    const rows = await refusals
      .selectFrom('refusals')
      .select(['id', 'client_ip', 'client', 'stage', 'status', 'code'])
      .where('id', '>', after)
      .where('id', '<=', leastIdAt(now() - times.margin))
      .where('stage', 'in', ['identify', 'authorise'])
      .orderBy('id')
      .limit(batch)
      .execute()
    if (rows.length === 0) return false
    await Promise.all(selectNew(rows).map((row) => audits.record(toEvent(row))))
    const next = { after: rows.at(-1)?.id ?? after, unfinished: [], version: (former?.version ?? 0) + 1 }
    await database.kysely.transaction().execute((trx) => saveProgress(trx, name, former, next))
    return rows.length === batch
  }

  const follow = async (stopping: AbortSignal) => {
    if (!(await claims.take(name, times.claim, now()))) return
    try {
      while (!stopping.aborted && (await step(await readProgress(database, name))));
    } catch (error) {
      // Another process has the claim by now.
      if (!(error instanceof OvertakenError)) throw error
    }
  }
  return every(times.round, 'entering refused nodes into the audit log', follow, log)
}

const toEvent = ({ client_ip, client, code }: RefusalRow) => ({
  kind: 'refused-node' as const,
  outcome: outcomes.minorFailure,
  who: { userID: client ?? client_ip, address: client_ip },
  object: { id: client_ip, typeCode: nodeId, details: code ? { type: 'reason', value: code } : undefined },
})
