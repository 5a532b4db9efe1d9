import type { Database } from '../platform/database/database.ts'
import type { Secrets } from '../platform/secrets.ts'
import { secondFactorStore } from '../second-factor/index.ts'
import { attemptStore, sessionStore, setupSteps } from '../sessions/index.ts'
import type { Settings } from '../settings/settings.ts'
import { preferenceStore, type UserStore } from '../users/index.ts'

/** Opens what is stored about people and is no configuration. `findSetup` returns the steps that make the first user. */
export const peopleStores = (database: Database, secrets: Secrets, settings: Settings) => ({
  stores: {
    sessions: sessionStore(database, settings.api.maxAge),
    attempts: attemptStore(database, { digest: secrets.searchDigest }),
    secondFactors: secondFactorStore(database, { secrets }),
    preferences: preferenceStore(database),
  },
  findSetup: (users: UserStore) => setupSteps(database, users),
})
