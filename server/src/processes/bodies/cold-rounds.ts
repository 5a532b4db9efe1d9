import type { ColdBodies } from '../../bodies/index.ts'
import { nodeStore } from '../../nodes/index.ts'
import type { Database } from '../../platform/database/database.ts'
import { ColdRounds } from '../../retention/index.ts'
import type { Settings } from '../../settings/settings.ts'
import { requireColdBodies } from '../store-version.ts'

type Installation = {
  database: Database
  settings: Pick<Settings, 'coldBodies'>
  stores: { coldBodies: ColdBodies | undefined }
}
type Given = Pick<ConstructorParameters<typeof ColdRounds>[1], 'claims' | 'removals' | 'changed' | 'log'>

/** Builds the work on bodies in a bucket. Undefined without a bucket. */
export function buildColdRounds({ database, settings, stores }: Installation, given: Given): ColdRounds | undefined {
  const { coldBodies: cold } = stores
  if (cold?.bucket === undefined) return undefined
  return new ColdRounds(database, {
    ...given,
    cold,
    afterHours: settings.coldBodies.afterHours,
    listUnable: () => listUnableNodes(database, cold.bucket),
    requireVersion: () => requireColdBodies(database),
  })
}

/** Lists the nodes that could not read bodies from the bucket of this node: of an earlier version, or with other settings. */
async function listUnableNodes(database: Database, bucket: string | undefined): Promise<string[]> {
  const alive = (await nodeStore(database).list()).filter(({ isAlive }) => isAlive)
  return alive.filter(({ facts }) => facts.bucket !== bucket).map(({ facts }) => facts.name)
}
