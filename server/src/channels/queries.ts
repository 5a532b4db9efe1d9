// Reads channels.
import type { Channel, ChannelAudit } from '@mediary/contract/channels'
import type { Database } from '../platform/database/database.ts'
import { inChunks } from '../platform/database/in-chunks.ts'
import type { Secrets } from '../platform/secrets.ts'
import type { AuditRow } from './audit.ts'
import { type ChannelRow, parseChannel } from './rows.ts'
import { maskPasswords, openPasswords } from './secrets.ts'

type Tables = { channels: ChannelRow; channel_audits: AuditRow }
type Trx = Database['kysely']

const selectChannels = (trx: Trx) => trx.withTables<Tables>().selectFrom('channels').selectAll()

/** Returns a channel with the sealed passwords of its routes. */
export async function findChannel(trx: Trx, id: string): Promise<Channel | undefined> {
  const row = await selectChannels(trx).where('id', '=', id).executeTakeFirst()
  return row && parseChannel(row)
}

/** Returns all channels, or some, with the sealed passwords of their routes. */
export async function readChannels(trx: Trx, ids?: string[]): Promise<Channel[]> {
  const all = selectChannels(trx).orderBy('name')
  const rows = ids ? inChunks(ids, (part) => all.where('id', 'in', part).execute()) : all.execute()
  return (await rows).map(parseChannel)
}

export const withoutChannel = (channels: readonly Channel[], id: string) => channels.filter(({ _id }) => _id !== id)

/** Returns all channels but one. */
export const readOthers = async (trx: Trx, id: string) => withoutChannel(await readChannels(trx), id)

/** Returns what the API and the gateway ask about channels. */
export const channelQueries = ({ kysely }: Pick<Database, 'kysely'>, { secrets }: { secrets: Secrets }) => ({
  /** All, or some. */
  list: async (ids?: string[]) => (await readChannels(kysely, ids)).map(maskPasswords),

  /** Returns the names of some channels. */
  async names(ids: string[]): Promise<Map<string, string>> {
    const query = kysely.withTables<Tables>().selectFrom('channels').select(['id', 'name'])
    const found = await inChunks(ids, (part) => query.where('id', 'in', part).execute())
    return new Map(found.map(({ id, name }) => [id, name]))
  },

  async find(id: string): Promise<Channel | undefined> {
    const channel = await findChannel(kysely, id)
    return channel && maskPasswords(channel)
  },

  async audits(id: string): Promise<ChannelAudit[]> {
    const table = kysely.withTables<Tables>().selectFrom('channel_audits').selectAll()
    const audits = await table.where('channel', '=', id).orderBy('id', 'desc').execute()
    return audits.map(({ id: _id, channel, at, by, by_id, ops }) => ({
      _id,
      ref: channel,
      date: new Date(at).toISOString(),
      ops: JSON.parse(ops),
      updatedBy: { ...(by_id !== null && { _id: by_id }), name: by },
    }))
  },

  /**
   * Those of `ids`, or all, that are not deleted, with the passwords of their routes. Disabled ones explain why nothing
   * matched.
   */
  forGateway: async (ids?: string[]) =>
    (await readChannels(kysely, ids))
      .filter(({ status }) => status !== 'deleted')
      .map((channel) => openPasswords(channel, secrets)),
})
