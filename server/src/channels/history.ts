import { z } from 'zod'
import type { ObjectHistory } from '../history/index.ts'
import type { Row } from '../platform/database/row-changes.ts'
import { parseChannel } from './rows.ts'
import { maskPasswords } from './secrets.ts'

const ChannelRow = z.object({ id: z.string(), name: z.string(), definition: z.string() })

const parseRow = (row: Row) => parseChannel(ChannelRow.parse(row))

export const channelHistory: ObjectHistory = {
  object: 'channel',
  changeKind: 'channel',
  tables: { channels: { key: 'id', findObject: (row) => ChannelRow.parse(row).id } },
  main: 'channels',
  getName: (row) => ChannelRow.parse(row).name,
  show({ channels = [] }) {
    const [channel] = channels.map(parseRow)
    if (!channel) return {}
    const { _id, updatedBy, ...shown } = maskPasswords(channel)
    return shown
  },
  listSecrets: ({ channels = [] }) =>
    channels.flatMap((row) => parseRow(row).routes.map(({ _id, name, password }) => [_id ?? name, password])),
}
