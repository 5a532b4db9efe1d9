import type { Check } from '@mediary/contract/system'
import type { FastifyInstance } from 'fastify'
import type { AuditJournal } from '../../audits/index.ts'
import type { Enrolled, Enrolling } from '../../authority/index.ts'
import type { LastUsed } from '../../clients/index.ts'
import type { LiveHub } from '../../live/index.ts'
import type { RecentLines } from '../../logs/index.ts'
import type { Totals } from '../../metrics/index.ts'
import type { Log } from '../../platform/log.ts'
import type { Secrets } from '../../platform/secrets.ts'
import type { Retention } from '../../retention/index.ts'
import type { Authenticator } from '../../sessions/index.ts'
import type { Settings } from '../../settings/settings.ts'
import type { TaskRoutesDeps } from '../../tasks/index.ts'
import type { StatusChange } from '../../transactions/index.ts'
import type { RerunRunner } from '../control/rerun-runner.ts'
import type { Restarts } from '../control/restart.ts'
import type { Installation } from '../installation.ts'

/** The parts of the control process that the management API uses. */
export type ApiDependencies = {
  settings: Settings
  /** The id of this node. */
  node: string
  stores: Installation
  secrets: Secrets
  totals: Totals
  lastUsed: LastUsed
  /** Resolves when the store has what the workers of this node have counted. */
  collectCounts: () => Promise<void>
  moved: (moved: StatusChange) => void
  hub: LiveHub
  log: Log
  audits: AuditJournal
  logLines: RecentLines
  ready: () => Promise<Check[]>
  retention: Retention
  restarts: Pick<Restarts, 'ask' | 'required' | 'progress'>
  enrol: (asked: Enrolling) => Promise<Enrolled>
  rerun: Pick<TaskRoutesDeps, 'database' | 'newId' | 'wake' | 'checkRerun' | 'findObstacle' | 'refuseInShadow'> &
    Pick<RerunRunner, 'trigger' | 'findChannelProblem'>
}

/** Adds the endpoints of some slices to the management API. */
export type AddEndpoints = (app: FastifyInstance, auth: Authenticator, dependencies: ApiDependencies) => void
