import type { Channel, ChannelAudit } from '@mediary/contract/channels'
import type { Database } from '../platform/database/database.ts'
import { deleteOldRows } from '../platform/database/old-rows.ts'
import { diffJson } from '../platform/json-patch.ts'
import { maskPasswords } from './secrets.ts'

type Op = ChannelAudit['ops'][number]

/** Returns the changes between two stored versions as RFC 6902 operations. A changed password is listed without its value. */
export function diffChannels(former: Channel | undefined, next: Channel): Op[] {
  return diffJson(toFields(former), toFields(next), toFields(maskPasswords(next)))
}

const notAudited = ['_id', 'updatedBy']

const toFields = (channel: Channel | undefined): Record<string, unknown> =>
  Object.fromEntries(Object.entries(channel ?? {}).filter(([key]) => !notAudited.includes(key)))

/** Deletes at most `limit` audits of channels from before a time, and returns how many it deleted. */
export const deleteOldChannelAudits = (database: Database, before: number, limit: number) =>
  deleteOldRows(database, 'channel_audits', before, limit)
