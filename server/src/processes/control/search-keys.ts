import type { Database } from '../../platform/database/database.ts'
import type { Log } from '../../platform/log.ts'
import type { Secrets } from '../../platform/secrets.ts'
import { searchKeyIndexer } from '../../transactions/index.ts'
import type { Installation } from '../installation.ts'
import { keyedChannels } from '../keyed-channels.ts'

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
