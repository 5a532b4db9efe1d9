import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import type { z } from 'zod'
import { migrations } from '../../migrations/index.ts'
import { auditJournal } from '../audits/index.ts'
import { lastUsedStore } from '../clients/index.ts'
import { LiveHub } from '../live/index.ts'
import { recentLines } from '../logs/index.ts'
import { totals } from '../metrics/index.ts'
import { claims } from '../platform/database/claims.ts'
import { openDatabase } from '../platform/database/database.ts'
import { migrate } from '../platform/database/migrate.ts'
import { idGenerator } from '../platform/ids.ts'
import { logTo } from '../platform/log.ts'
import { buildSecrets } from '../platform/secrets.ts'
import { managementApi } from '../processes/api/management-api.ts'
import { buildColdRounds } from '../processes/bodies/cold-rounds.ts'
import { limitCodeGuesses } from '../processes/certificates/enrolment-client.ts'
import { installation } from '../processes/installation.ts'
import { Retention } from '../retention/index.ts'
import { Settings } from '../settings/settings.ts'

/** Every endpoint over one store, as the control process puts them together, with one administrator. */
export async function wholeApi(
  given: z.input<typeof Settings> = {},
  database = openDatabase(':memory:'),
  secrets = buildSecrets(randomBytes(32)),
) {
  await migrate(database, migrations)
  const settings = Settings.parse({ data: tmpdir(), ...given })
  const log = logTo('silent', 'test')
  const stores = installation(database, secrets, settings, async () => undefined)
  await stores.keystore.ensureServerCertificate(['localhost'])
  await stores.userRoles.ensureDefaults()
  await stores.setup.ensureFirstUser({ email: 'ada@example.org', password: 'correct horse battery' })
  const coldRounds = buildColdRounds(
    { database, settings, stores },
    { claims: claims(database, randomBytes(4).toString('hex')), removals: stores.removals, log },
  )
  const kept = new Retention(database, {
    channels: stores.channels,
    search: stores.search,
    keys: stores.bodyKeys,
    holds: stores.legalHolds,
    claims: claims(database, 'test'),
    removals: stores.removals,
    cold: coldRounds,
    settings: settings.retention,
    log,
  })
  const api = await managementApi({
    ready: async () => [],
    node: 'test',
    settings,
    stores,
    secrets,
    totals: totals(),
    moved: () => undefined,
    hub: new LiveHub(log),
    lastUsed: lastUsedStore(database, log),
    collectCounts: async () => undefined,
    log,
    audits: auditJournal(stores.audits, { source: 'Mediary', sends: false, log }),
    logLines: recentLines(),
    enrol: limitCodeGuesses(stores, log),
    retention: kept,
    restarts: {
      ask: async () => undefined,
      required: async () => false,
      progress: async () => ({ state: 'none', replaced: 0, of: 0, nodes: [] }),
    },
    rerun: {
      database,
      newId: idGenerator(),
      wake: () => undefined,
      trigger: async () => undefined,
      checkRerun: async () => undefined,
      refuseInShadow: () => undefined,
      findObstacle: () => undefined,
      findChannelProblem: () => undefined,
    },
  })
  if (!api) throw new Error('the management API is switched off')
  return { ...api, settings, stores, secrets, database, retention: kept, coldRounds }
}
