// The configuration of a store as documents: what can be exported, compared and applied.
import {
  type ConfigurationDocuments,
  type ConfigurationPlan,
  configurationFormat,
} from '@mediary/contract/configuration'
import type { Write } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import type { Caller } from '../platform/http/caller.ts'
import type { IdGenerator } from '../platform/ids.ts'
import type { Secrets } from '../platform/secrets.ts'
import { findDrift } from './applied.ts'
import { applyPlan } from './apply.ts'
import type { ConfigurationKind } from './kind.ts'
import { buildPlan } from './plan.ts'
import { type FindSecret, toFileDocument } from './references.ts'
import { digestWorld, loadWorld } from './world.ts'

export type ConfigurationStore = ReturnType<typeof configurationStore>

type Deps = { secrets: Secrets; newId: IdGenerator; endSessions: (userId: string) => Promise<void> }

export function configurationStore(
  database: Database,
  write: Write,
  kinds: readonly ConfigurationKind[],
  { secrets, newId, endSessions }: Deps,
) {
  const load = () => loadWorld(database.kysely, kinds)
  return {
    kinds,

    /** Returns all documents, without secrets: sealed ones are references, and passwords and tokens are verifiers. */
    async export() {
      const world = await load()
      const documents: ConfigurationDocuments = Object.fromEntries(
        kinds.map((kind) => [kind.name, world.filter((object) => object.kind === kind).map(toFileDocument)]),
      )
      return { format: configurationFormat, world: digestWorld(world, secrets), documents }
    },

    /** Returns what would be changed. `find`: finds the value of a reference. */
    plan: async (documents: ConfigurationDocuments, find: FindSecret): Promise<ConfigurationPlan> =>
      buildPlan(await load(), documents, { kinds, secrets, newId, find }),

    /** Returns what differs from the configuration that was applied last. */
    drift: async () => findDrift(database.kysely, await load(), { kinds, secrets }),

    /** Makes the changes of a plan, all or none, and signs out users who were removed or got another password. */
    async apply(plan: ConfigurationPlan, find: FindSecret, caller: Caller) {
      const applied = await applyPlan(write, database, plan, { kinds, secrets, newId, find }, caller)
      for (const { kind, action, id } of applied) if (kind === 'users' && action !== 'create') await endSessions(id)
      return applied
    },
  }
}
