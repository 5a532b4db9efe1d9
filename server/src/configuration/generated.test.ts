import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { ConfigurationDocuments } from '@mediary/contract/configuration'
import { defaultUserRoles } from '@mediary/contract/permission'
import fc from 'fast-check'
import { migrations } from '../../migrations/index.ts'
import { type Database, openDatabase } from '../platform/database/database.ts'
import { migrate } from '../platform/database/migrate.ts'
import type { Caller } from '../platform/http/caller.ts'
import { buildSecrets } from '../platform/secrets.ts'
import { installation } from '../processes/installation.ts'
import { Settings } from '../settings/settings.ts'
import { findGenerated, generatedConfigurations } from '../testing/generated-configuration.ts'
import { onBothEngines } from '../testing/stores.ts'
import { fromYaml, toFiles } from './index.ts'

const caller: Caller = { by: 'nothing', permissions: [defaultUserRoles.admin] }
const secrets = buildSecrets(randomBytes(32))

const openStore = (database: Database) =>
  installation(database, secrets, Settings.parse({}), async () => undefined).configurationFiles

onBothEngines(
  'the plan from one configuration to another leads to the other, whatever the two are',
  async (database) => {
    const other = openDatabase(':memory:')
    await migrate(other, migrations)
    const [changed, fresh] = [openStore(database), openStore(other)]
    const { issued, configurations } = await generatedConfigurations()
    const find = findGenerated(issued)
    const become = async (store: typeof changed, documents: ConfigurationDocuments) =>
      store.apply(await store.plan(documents, find), find, caller)
    const nothing: ConfigurationDocuments = fc.sample(configurations, { seed: 1, numRuns: 1 })[0] ?? {}
    const toLeast = ([kind, all]: [string, object[]]) => [kind, kind.startsWith('user') ? all.slice(0, 1) : []]
    const empty: ConfigurationDocuments = Object.fromEntries(Object.entries(nothing).map(toLeast))
    await fc.assert(
      fc.asyncProperty(configurations, configurations, async (a, b) => {
        await become(changed, a)
        await become(changed, b)
        await become(fresh, empty)
        await become(fresh, b)
        const [one, two] = [await changed.export(), await fresh.export()]
        assert.deepEqual(one.documents, two.documents)
        assert.equal(one.world, two.world, 'the secrets are the same, too')
        assert.deepEqual((await changed.plan(b, find)).changes, [])
        const read = [...toFiles(one.documents)].map(([path, text]) => fromYaml(text, path)).slice(1)
        assert.deepEqual(read, Object.values(sorted(one.documents)).flat(), 'files say the same as documents')
      }),
      {
        numRuns: Number(process.env.MEDIARY_RUNS ?? 15),
        interruptAfterTimeLimit: 60_000,
        markInterruptAsFailure: false,
        endOnFailure: true,
      },
    )
    await other.close()
  },
)

const sorted = (documents: object) =>
  Object.fromEntries(Object.entries(documents).toSorted(([one], [two]) => (one < two ? -1 : 1)))
