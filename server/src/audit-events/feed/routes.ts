import { auditFeedApi } from '@mediary/contract/operations/audits/audit-feed'
import type { FastifyInstance } from 'fastify'
import type { Database } from '../../platform/database/database.ts'
import { implement, type Require } from '../../platform/http/implement.ts'
import { listRefused } from './feed.ts'

type Deps = { database: Pick<Database, 'kysely'>; url: string | undefined }

export const auditFeedRoutes = (app: FastifyInstance, require: Require, { database, url }: Deps) =>
  implement(app, require, auditFeedApi, {
    show: async () => ({ ...(url !== undefined && { url }), refused: await listRefused(database) }),
  })
