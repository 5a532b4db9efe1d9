import type { Channel, ChannelAudit } from '@mediary/contract/channels'
import type { Database } from '../platform/database/database.ts'
import { deleteOldRows } from '../platform/database/old-rows.ts'
import type { IdGenerator } from '../platform/ids.ts'
import { diffJson } from '../platform/json-patch.ts'
import { maskPasswords } from './secrets.ts'

/** A row of the audits of channels. */
export type AuditRow = { id: string; channel: string; at: number; by: string; by_id: string | null; ops: string }
type Tables = { channel_audits: AuditRow }
type Trx = Database['kysely']

/** The user who saves a channel. */
export type Editor = { id: string; name: string }

type Op = ChannelAudit['ops'][number]

/** Returns the changes between two stored versions as RFC 6902 operations. A changed password is listed without its value. */
function diffChannels(former: Channel | undefined, next: Channel): Op[] {
  return diffJson(toFields(former), toFields(next), toFields(maskPasswords(next)))
}

const notAudited = ['_id', 'updatedBy']

const toFields = (channel: Channel | undefined): Record<string, unknown> =>
  Object.fromEntries(Object.entries(channel ?? {}).filter(([key]) => !notAudited.includes(key)))

type Noted = { id: string; former: Channel | undefined; next: Channel; editor: Editor; newId: IdGenerator }

/** Adds what a change of a channel changed to its audits. */
export async function noteAudit(trx: Trx, { id, former, next, editor, newId }: Noted) {
  const ops = diffChannels(former, next)
  if (ops.length === 0) return
  const { name: by, id: by_id } = editor
  const row = { id: newId(), channel: id, at: Date.now(), by, by_id: by_id || null, ops: JSON.stringify(ops) }
  await trx.withTables<Tables>().insertInto('channel_audits').values(row).execute()
}

export const deleteAudits = async (trx: Trx, channel: string) => {
  await trx.withTables<Tables>().deleteFrom('channel_audits').where('channel', '=', channel).execute()
}

/** Deletes at most `limit` audits of channels from before a time, and returns how many it deleted. */
export const deleteOldChannelAudits = (database: Database, before: number, limit: number) =>
  deleteOldRows(database, 'channel_audits', before, limit)
