import type { Migrations } from '../src/platform/database/migrate.ts'
import { responseTimes } from './until-0040/0037-response-times.ts'
import { progress } from './until-0040/0038-progress.ts'
import { issues } from './until-0040/0039-issues.ts'
import { sessionDetails } from './until-0040/0040-session-details.ts'
import { untoldIssues } from './until-0040/0041-untold-issues.ts'
import { silence } from './until-0040/0042-silence.ts'
import { credentialRequests } from './until-0050/0043-credential-requests.ts'
import { bodyFiles } from './until-0060/0044-body-files.ts'
import { people } from './until-0060/0046-people.ts'
import { eventPatients } from './until-0060/0047-event-patients.ts'
import { legalHolds } from './until-0060/0048-legal-holds.ts'
import { conditions } from './until-0060/0049-conditions.ts'
import { heldNotices } from './until-0060/0050-held-notices.ts'
import { nodes } from './until-0060/0051-nodes.ts'
import { forgottenKeys } from './until-0060/0052-forgotten-keys.ts'
import { shadow } from './until-0060/0056-shadow.ts'
import { appliedConfiguration } from './until-0060/0057-applied-configuration.ts'
import { attempts } from './until-0060/0060-attempts.ts'
import { newestMigrations } from './until-0070/newest.ts'

/** The migrations since the thirty-seventh. */
export const laterMigrations: Migrations = {
  '0037-response-times': responseTimes,
  '0038-progress': progress,
  '0039-issues': issues,
  '0040-session-details': sessionDetails,
  '0041-untold-issues': untoldIssues,
  '0042-silence': silence,
  '0044-body-files': bodyFiles,
  '0046-people': people,
  '0043-credential-requests': credentialRequests,
  '0047-event-patients': eventPatients,
  '0048-legal-holds': legalHolds,
  '0049-conditions': conditions,
  '0051-nodes': nodes,
  '0050-held-notices': heldNotices,
  '0052-forgotten-keys': forgottenKeys,
  '0057-applied-configuration': appliedConfiguration,
  '0060-attempts': attempts,
  '0056-shadow': shadow,
  ...newestMigrations,
}
