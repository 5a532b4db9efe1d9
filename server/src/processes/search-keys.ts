import { type ChannelStore, compileSearchKeys } from '../channels/index.ts'
import { changeLog } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'
import type { Secrets } from '../platform/secrets.ts'
import { type KeyedChannel, searchKeyIndexer } from '../transactions/index.ts'
import type { Installation } from './installation.ts'

/** Indexes the search keys of every channel that has some. */
export const indexSearchKeys = (
  database: Database,
  { channels, transactions, bodies }: Installation,
  secrets: Secrets,
  log: Log,
) =>
  searchKeyIndexer(database, {
    channels: keyedChannels(database, channels),
    transactions,
    bodies,
    digest: secrets.searchDigest,
    log,
  })

/** Asked every second: thousands of channels are read once, then only those that change. */
export function keyedChannels(database: Database, channels: Pick<ChannelStore, 'list'>) {
  const changes = changeLog(database, async () => undefined)
  const state = { seq: undefined as number | undefined, keyed: new Map<string, KeyedChannel>() }
  const load = async (ids?: string[]) => {
    for (const id of ids ?? state.keyed.keys()) state.keyed.delete(id)
    for (const { _id, searchKeys } of await channels.list(ids))
      if (searchKeys.length) state.keyed.set(_id, { id: _id, extract: compileSearchKeys(searchKeys) })
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
