import { searchKeysExtractor } from '../channels/index.ts'
import type { Database } from '../platform/database.ts'
import type { Log } from '../platform/log.ts'
import type { Secrets } from '../platform/secrets.ts'
import { type KeyedChannel, keyIndex } from '../transactions/index.ts'
import type { Installation } from './installation.ts'

/** Indexes the search keys of every channel that has some. */
export function indexSearchKeys(
  database: Database,
  { channels, transactions, bodies }: Installation,
  secrets: Secrets,
  log: Log,
) {
  const keyed = async (): Promise<KeyedChannel[]> =>
    (await channels.list()).flatMap(({ _id, searchKeys }) =>
      searchKeys.length ? [{ id: _id, extract: searchKeysExtractor(searchKeys) }] : [],
    )
  return keyIndex(database, { channels: keyed, transactions, bodies, digest: secrets.searchDigest, log })
}
