import { type Audit, auditsApi } from '@mediary/contract/operations/audits'
import type { FastifyInstance } from 'fastify'
import { implement, type Require } from '../platform/http/implement.ts'
import { notFound } from '../platform/http/problem.ts'
import type { AuditStore } from './store.ts'

const maxListed = 1000

export const auditRoutes = (app: FastifyInstance, require: Require, { audits }: { audits: AuditStore }) =>
  implement(app, require, auditsApi, {
    list: async ({ query: { filterLimit, filterPage, filterRepresentation, filters } }) => {
      const found = await audits.list({ limit: filterLimit || maxListed, page: filterPage, filters })
      return filterRepresentation === 'simple' ? found.map(toSummary) : found
    },
    get: async ({ params }) => {
      const audit = await audits.find(params.id)
      if (!audit) throw notFound('audit-not-found', { id: params.id })
      return audit
    },
    create: async ({ body }) => {
      await audits.add([{ audit: body }])
      return 'Audit successfully created'
    },
    filterOptions: () => audits.options(),
  })

const toSummary = ({ participantObjectIdentification, activeParticipant, rawMessage, ...summary }: Audit) => summary
