import type { Migrations } from '../src/platform/database/migrate.ts'
import { credentials } from './0021-credentials.ts'
import { credentialUse } from './0022-credential-use.ts'
import { channelEditors } from './0023-channel-editors.ts'
import { passwordLinkRequests } from './0024-password-link-requests.ts'
import { audits } from './0025-audits.ts'
import { history } from './0026-history.ts'
import { limits } from './0027-limits.ts'
import { openhimImport } from './0028-openhim-import.ts'
import { notices } from './0031-notices.ts'
import { alerts } from './0032-alerts.ts'
import { routeHealth } from './0033-route-health.ts'
import { clientRequests } from './0035-client-requests.ts'
import { notes } from './0036-notes.ts'
import { earlierMigrations } from './earlier.ts'
import { laterMigrations } from './later.ts'

/**
 * A program that knows this migration can work with the store that this version leaves. Migrations add to the store, so that nodes of the
 * former version serve on beside. Raise it only with a migration that removes or changes what former versions use, or when the record stands
 * where former versions do not look.
 */
export const leastMigrations = { postgres: '0051-nodes', sqlite: '0069-heads' }

/** One history for both engines. A migration that has landed is never changed. */
export const migrations: Migrations = {
  ...earlierMigrations,
  '0021-credentials': credentials,
  '0022-credential-use': credentialUse,
  '0023-channel-editors': channelEditors,
  '0024-password-link-requests': passwordLinkRequests,
  '0025-audits': audits,
  '0026-history': history,
  '0027-limits': limits,
  '0028-openhim-import': openhimImport,
  '0031-notices': notices,
  '0032-alerts': alerts,
  '0033-route-health': routeHealth,
  '0035-client-requests': clientRequests,
  '0036-notes': notes,
  ...laterMigrations,
}
