import { configurationApi } from '@mediary/contract/configuration'
import { permissionFlags } from '@mediary/contract/permission'
import type { FastifyInstance } from 'fastify'
import { type Caller, may } from '../platform/http/caller.ts'
import { implement, type Require } from '../platform/http/implement.ts'
import { forbidden } from '../platform/http/problem.ts'
import type { ConfigurationStore } from './store.ts'

type Deps = {
  configurationFiles: ConfigurationStore
  /** Adds an entry to the audit log for each object that was changed. */
  noteChanges: (changes: Awaited<ReturnType<ConfigurationStore['apply']>>, caller: Caller) => Promise<void>
}

/**
 * The documents show verifiers of passwords, and a plan may change anything: both need every permission. References are not
 * looked up on the server, where they could read its files and its environment: the caller sends their values.
 */
export const configurationRoutes = (
  app: FastifyInstance,
  require: Require,
  { configurationFiles, noteChanges }: Deps,
) =>
  implement(app, require, configurationApi, {
    async export(_input, { caller }) {
      refuseLess(caller)
      return configurationFiles.export()
    },
    async plan({ body: { documents, secrets = {} } }, { caller }) {
      refuseLess(caller)
      return configurationFiles.plan(documents, finder(secrets))
    },
    async apply({ body: { plan, secrets = {} } }, { caller }) {
      refuseLess(caller)
      const changes = await configurationFiles.apply(plan, finder(secrets), caller)
      await noteChanges(changes, caller)
      return { changes }
    },
    async drift(_input, { caller }) {
      refuseLess(caller)
      return configurationFiles.drift()
    },
  })

const finder = (secrets: Readonly<Record<string, string>>) => (reference: string) =>
  Object.hasOwn(secrets, reference) ? secrets[reference] : undefined

function refuseLess(caller: Caller) {
  const permission = permissionFlags.find((flag) => !may(caller, flag))
  if (permission) throw forbidden('permission-missing', { user: caller.user?.email ?? '', permission })
}
