// Notes in shadow mode what was decided about each mirrored request.
import type { Database } from '../platform/database/database.ts'
import type { IdGenerator } from '../platform/ids.ts'
import { type CompanionStatement, markShadow } from '../transactions/index.ts'
import { findRequestId, toRequestId } from './request-id.ts'
import type { Tables } from './rows.ts'

/** `headers`: those that are recorded, a flat list as JSON. `channel` and `client` are ids. */
type Accepted = { id: string; headers: string; channel: string; client: string | null }
type RefusedRequest = {
  channel: string | undefined
  client: string | undefined
  status: number
  stage: string
  code: string
}

export type ShadowLog = ReturnType<typeof shadowLog>

/** In each process. Strangers decide how many requests are refused. */
const maxRefusedPerSecond = 200

export function shadowLog(database: Database, newId: IdGenerator) {
  const db = database.kysely.withTables<Tables>()
  const window = { second: 0, rows: 0 }

  const isFull = () => {
    const second = Math.floor(Date.now() / 1000)
    if (second !== window.second) Object.assign(window, { second, rows: 0 })
    return window.rows++ >= maxRefusedPerSecond
  }

  return {
    /** Builds the statements that are committed together with the transaction of an accepted request. */
    buildAccepted: ({ id, headers, channel, client }: Accepted): CompanionStatement[] => [
      markShadow(id),
      {
        sql: 'insert into shadow_requests (id, request_id, accepted, channel, client) values ($1, $2, 1, $3, $4)',
        values: [id, findRequestId(JSON.parse(headers)) ?? null, channel, client],
        expectedRows: 1,
      },
    ],

    /** Notes a refused request. */
    async addRefused(
      { channel, client, status, stage, code }: RefusedRequest,
      requestId: string | undefined,
    ): Promise<void> {
      if (isFull()) return
      const row = {
        id: newId(),
        request_id: toRequestId(requestId) ?? null,
        accepted: 0,
        channel: channel ?? null,
        client: client ?? null,
        ...{ status, stage, code },
      }
      await db.insertInto('shadow_requests').values(row).execute()
    },
  }
}
