import { Channel } from '@mediary/contract/channels'
import type { Touch } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'

export type ChannelRow = { id: string; name: string; definition: string }
type ChannelTables = { channels: ChannelRow }
type Trx = Database['kysely']

// Parsing on the way out gives rows written by an older version the defaults of newer fields.
export const parseChannel = (row: ChannelRow) =>
  Channel.parse({ ...JSON.parse(row.definition), _id: row.id, name: row.name })

/** The channels as those who allow roles and clients. */
export const channelMembers = {
  async list(trx: Trx) {
    const rows = await trx.withTables<ChannelTables>().selectFrom('channels').selectAll().orderBy('name').execute()
    const channels = rows.map(parseChannel).filter(({ status }) => status !== 'deleted')
    return channels.map(({ _id, name, allow, authType }) => ({
      _id,
      name,
      names: allow,
      everybody: authType === 'public',
    }))
  },

  async edit(trx: Trx, touch: Touch, edit: (member: { _id: string; name: string; names: string[] }) => string[]) {
    const db = trx.withTables<ChannelTables>()
    for (const row of await db.selectFrom('channels').selectAll().execute()) {
      const channel = parseChannel(row)
      const allow = [...new Set(edit({ _id: row.id, name: row.name, names: channel.allow }))]
      if (allow.join('\n') === channel.allow.join('\n')) continue
      const definition = JSON.stringify({ ...JSON.parse(row.definition), allow })
      await db.updateTable('channels').set({ definition }).where('id', '=', row.id).execute()
      touch('channel', row.id)
    }
  },
}
