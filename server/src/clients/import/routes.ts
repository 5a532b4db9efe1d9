import { clientImportApi } from '@mediary/contract/clients/import'
import type { FastifyInstance } from 'fastify'
import { type Caller, may } from '../../platform/http/caller.ts'
import { implement, type Require } from '../../platform/http/implement.ts'
import { forbidden } from '../../platform/http/problem.ts'
import { readClientFile } from './file.ts'
import { toResult } from './plan.ts'
import type { ClientImportStore } from './store.ts'

export const clientImportRoutes = (
  app: FastifyInstance,
  require: Require,
  imports: ClientImportStore,
  { jwtEnabled }: { jwtEnabled: () => Promise<boolean> },
) =>
  implement(app, require, clientImportApi, {
    import: async ({ query, body }, { caller }) => {
      const file = readClientFile(body)
      const options = { jwtEnabled: await jwtEnabled(), enrolAll: query.enrol ?? false, caller }
      const plan = await imports.preview(file, options)
      if (options.enrolAll || plan.lines.some(({ makes }) => makes.enrol)) requireCodes(caller)
      return query.dryRun ? toResult(plan) : imports.apply(file, options)
    },
  })

/** Who manages all clients may give them every role and credential. Codes of certificates are another permission. */
function requireCodes(caller: Caller) {
  const permission = 'certificates-manage'
  if (!may(caller, permission)) throw forbidden('permission-missing', { user: caller.user?.email ?? '', permission })
}
