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
import { progress } from './until-0040/0038-progress.ts'
import { issues } from './until-0040/0039-issues.ts'
import { sessionDetails } from './until-0040/0040-session-details.ts'
import { untoldIssues } from './until-0040/0041-untold-issues.ts'
import { silence } from './until-0040/0042-silence.ts'
import { conditions } from './until-0060/0049-conditions.ts'

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
  '0038-progress': progress,
  '0039-issues': issues,
  '0040-session-details': sessionDetails,
  '0041-untold-issues': untoldIssues,
  '0042-silence': silence,
  '0049-conditions': conditions,
}
