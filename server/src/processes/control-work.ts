// The work of the control process. It begins in `control.ts`, which reads the settings first.
import { hostname } from 'node:os'
import type { Check } from '@mediary/contract/system'
import { type AuditJournal, auditJournal, followRefusedNodes, outcomes } from '../audits/index.ts'
import { releaseMemoryAtRest } from '../metrics/index.ts'
import { joinNodes } from '../nodes/index.ts'
import { keepCheckpointing } from '../platform/database/checkpoint.ts'
import { unavailable } from '../platform/http/problem.ts'
import type { Settings } from '../settings/settings.ts'
import { readiness, version } from '../system/index.ts'
import { logRefusedEntries } from '../transactions/index.ts'
import { managementApi } from './api/management-api.ts'
import { readinessChecks } from './api/readiness-checks.ts'
import { backgroundWork } from './control/background-work.ts'
import { printBanner } from './control/banner.ts'
import { keepCertificates } from './control/certificates.ts'
import { type Core, openCore } from './control/core.ts'
import { receiveAudits } from './control/receive-audits.ts'
import { type RerunRunner, rerunRunner } from './control/rerun-runner.ts'
import { type Restarts, restartInTurn } from './control/restart.ts'
import { feedAuditEvents, sendAudits } from './control/send-audits.ts'
import { type FromSupervisor, type Start, sendToSupervisor } from './messages.ts'

const stopTimeout = 7_000

/** The control process: the management API, the console, and the work that belongs to no request. */
export async function startWork(
  settings: Settings,
  receive: (by: (message: FromSupervisor) => void) => void,
  first: Start,
): Promise<void> {
  const core = await openCore(settings, receive, first)
  const { database, stores, log, steps } = core
  logRefusedEntries(database, log)
  await stores.userRoles.ensureDefaults()
  const certificates = await keepCertificates(core, first.served)
  const { email, password } = settings.admin
  const restarts = await restartInTurn(core, certificates.gateway)
  if (email && password) await stores.setup.ensureFirstUser({ email, password })
  // What was to be destroyed while this node was away.
  await stores.keyForgetting.apply()
  const checkpointing = database.engine === 'sqlite' ? keepCheckpointing(database, log) : undefined
  sendToSupervisor({ type: 'prepared', keystore: certificates.gateway.served() })

  const ready = readiness(readinessChecks(database, settings, core))
  const describe = describeNode(core, restarts)
  const membership = joinNodes({ ...core, describe, ready, forgetKeys: stores.keyForgetting.apply })
  steps.tellNodes = membership.tell
  const rerun = await rerunRunner({ ...core, publish: core.announced.tellTopics })
  steps.catchUp = rerun.catchUp
  const background = backgroundWork(core)
  const { auditSourceID: source, interface: transport } = settings.auditing.auditEvents
  const audits = auditJournal(stores.audits, { source, sends: transport !== 'internal', log })
  const sender = sendAudits(core)
  const feed = feedAuditEvents(core)
  const api = await openApi(core, { rerun, background, restarts, audits, ready })
  const receiver = await receiveAudits(core)
  await background.start()
  const releasing = releaseMemoryAtRest(log)
  const refusedNodes = followRefusedNodes(database, { audits, claims: background.claims, log })
  await printBanner(settings, stores.setup)
  await audits.record({ kind: 'start', outcome: outcomes.success })

  steps.stop = async () => {
    await Promise.all([
      background.stop(),
      refusedNodes.stop(),
      certificates.stop(),
      restarts.stop(),
      checkpointing?.stop(),
      releasing.stop(),
      receiver.close(),
    ])
    await api?.app.close()
    // What takes longer is interrupted, and known to be.
    await Promise.race([rerun.stop(), new Promise((resolve) => setTimeout(resolve, stopTimeout))])
    await audits.record({ kind: 'stop', outcome: outcomes.success })
    await audits.close()
    await membership.leave()
    await Promise.all([sender?.close(), feed?.close()])
    await core.close()
    process.exit()
  }
  sendToSupervisor({ type: 'serving' })
}

type Parts = {
  rerun: RerunRunner
  background: ReturnType<typeof backgroundWork>
  restarts: Restarts
  audits: AuditJournal
  ready: () => Promise<Check[]>
}

/** Describes this node to the others. The settings that all of them should share are compared by a digest that reveals none. */
function describeNode({ secrets, settings, stores }: Core, restarts: Restarts) {
  const { authentication, compat, metrics, shadow, tls } = settings
  const bucket = stores.coldBodies?.bucket
  const shared = { authentication, compat, shadow, timeZone: metrics.timeZone, tls, bucket }
  const facts = {
    name: hostname(),
    version,
    settings: secrets.digest(JSON.stringify(shared)),
    bucket: bucket ?? '',
  }
  return () => ({ ...facts, restart: restarts.describe() })
}

/** Opens the management API, unless it is switched off. */
async function openApi(core: Core, { rerun, background, audits, ready, restarts }: Parts) {
  const { settings, database, counted } = core
  const api = await managementApi({
    ...core,
    audits,
    totals: counted.totals,
    lastUsed: counted.lastUsed,
    collectCounts: core.collectCounts,
    moved: counted.moved,
    retention: background.retention,
    rerun: { database, ...rerun },
    hub: core.announced.hub,
    ready,
    restarts: {
      ...restarts,
      ask: () =>
        restarts.ask().catch((cause: unknown) => {
          throw unavailable('workers-not-started', {}, { cause })
        }),
    },
  })
  await api?.app.listen({ host: settings.api.host, port: settings.api.port })
  if (api) core.steps.renewTls = api.renewTls
  return api
}
