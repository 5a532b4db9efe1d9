import { metadataApi } from '@mediary/contract/metadata'
import type { FastifyInstance } from 'fastify'
import { implement, type Require } from '../platform/http/implement.ts'
import { exportAll } from './export.ts'
import { importAll } from './import.ts'
import type { ImportContext, MetadataStores } from './stores.ts'

type Deps = {
  stores: MetadataStores
  /** The same stores, which undo every change. */
  rehearsing: MetadataStores
  endSessions: ImportContext['endSessions']
}

export const metadataRoutes = (app: FastifyInstance, require: Require, { stores, rehearsing, endSessions }: Deps) =>
  implement(app, require, metadataApi, {
    export: async (_input, { caller }) => [await exportAll(stores, caller)],
    import: ({ body }, { caller }) => importAll(body, { stores, caller, isRehearsal: false, endSessions }),
    validate: async ({ body }, { caller }) => {
      const results = await importAll(body, { stores: rehearsing, caller, isRehearsal: true, endSessions })
      return results.map((result) => ({ ...result, status: rehearsedStatus[result.status] }))
    },
  })

const rehearsedStatus = { Inserted: 'Valid', Updated: 'Conflict', Error: 'Error' } as const
