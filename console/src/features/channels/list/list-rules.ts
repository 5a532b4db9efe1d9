import { findRows } from '@mediary/contract/api/find'
import { type Channel, channelsApi } from '@mediary/contract/channels'

export const channelColumns = ['priority', 'name', 'urlPattern', 'status'] as const
export type ChannelColumn = (typeof channelColumns)[number]
type Listed = Pick<Channel, 'name' | 'urlPattern' | 'priority' | 'status' | 'allow' | 'description'>
type Order = { sort?: ChannelColumn | undefined; order?: 'up' | 'down' | undefined; find?: string | undefined }

const last = Number.MAX_SAFE_INTEGER
const ranks = { enabled: 0, disabled: 1, deleted: 2 } as const

const comparators: Record<ChannelColumn, (a: Listed, b: Listed) => number> = {
  priority: (a, b) => (a.priority ?? last) - (b.priority ?? last),
  name: (a, b) => a.name.localeCompare(b.name),
  urlPattern: (a, b) => a.urlPattern.localeCompare(b.urlPattern),
  status: (a, b) => ranks[a.status] - ranks[b.status],
}

/** Returns the channels that contain every searched word, in the chosen order: by default, the order of the gateway. Deleted channels come last. */
export function selectChannels<C extends Listed>(channels: readonly C[], { sort, order, find }: Order): C[] {
  const sign = order === 'down' ? -1 : 1
  const by = comparators[sort ?? 'priority']
  const isDeleted = ({ status }: Listed) => Number(status === 'deleted')
  return findRows(channelsApi.list.exported.find, find, channels).sort(
    (a, b) => isDeleted(a) - isDeleted(b) || sign * by(a, b) || a.name.localeCompare(b.name),
  )
}
