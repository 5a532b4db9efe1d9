import type { SearchKey } from '@mediary/contract/channels/search-keys'
import { type ChannelStore, compileSearchKeys } from '../channels/index.ts'
import { changeLog } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import type { KeyedChannel } from '../transactions/index.ts'

/**
 * Lists the channels with search keys that `select` chooses. An indexer asks every second: all channels are read once, then
 * only those that change.
 */
export function keyedChannels(
  database: Database,
  channels: Pick<ChannelStore, 'list'>,
  select = (keys: SearchKey[]) => keys,
) {
  const changes = changeLog(database, async () => undefined)
  const state: { seq: number | undefined; keyed: Map<string, KeyedChannel> } = { seq: undefined, keyed: new Map() }
  const load = async (ids?: string[]) => {
    for (const id of ids ?? state.keyed.keys()) state.keyed.delete(id)
    const chosen = (await channels.list(ids)).flatMap(({ _id: id, searchKeys }) => {
      const keys = select(searchKeys)
      return keys.length ? [{ id, keys }] : []
    })
    const times = await changes.changedAt(
      'channel',
      chosen.map(({ id }) => id),
    )
    for (const { id, keys } of chosen)
      state.keyed.set(id, { id, changedAt: times.get(id), extract: compileSearchKeys(keys) })
  }
  return async (): Promise<KeyedChannel[]> => {
    if (state.seq === undefined) {
      const seq = await changes.last()
      await load()
      state.seq = seq
    }
    const since = await changes.since(state.seq)
    const touched = since.flatMap(({ kind, id }) => (kind === 'channel' ? [id] : []))
    if (touched.length) await load([...new Set(touched)])
    state.seq = since.at(-1)?.seq ?? state.seq
    return [...state.keyed.values()]
  }
}
