import type { Credential } from '@mediary/contract/clients/credentials'
import type { Limits } from '@mediary/contract/limits'
import type { Write } from '../../platform/database/changes.ts'
import type { Database } from '../../platform/database/database.ts'
import { toCredential, updateCredential } from './rows.ts'
import { findCredential } from './store.ts'

/** The limits of single credentials. */
export const credentialLimits = (database: Database, write: Write) => ({
  find: async (client: string, id: string): Promise<Credential> =>
    toCredential(await findCredential(database.kysely, client, id)),

  change: (client: string, id: string, limits: Limits | null): Promise<Credential> =>
    write(async (trx, touch) => {
      await findCredential(trx, client, id)
      await updateCredential(trx, id, { limits: limits && JSON.stringify(limits) })
      touch('client', client)
      return toCredential(await findCredential(trx, client, id))
    }),
})
