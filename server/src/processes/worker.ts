import { hkdfSync } from 'node:crypto'
import type { Server } from 'node:net'
import {
  acceptClients,
  buildTlsContext,
  createGateway,
  listeners,
  renewTlsContext,
  TcpListeners,
} from '../gateway/index.ts'
import { limitLines } from '../logs/index.ts'
import { measureEvery, processMeter, releaseMemoryAtRest } from '../metrics/index.ts'
import { CommandError } from '../platform/command-error.ts'
import { singleFlight } from '../platform/concurrency/single-flight.ts'
import { makeNoCheckpoints } from '../platform/database/checkpoint.ts'
import type { Database } from '../platform/database/database.ts'
import { every, type Periodic } from '../platform/every.ts'
import { idGenerator, newProcessId } from '../platform/ids.ts'
import { type Log, logTo } from '../platform/log.ts'
import type { Settings } from '../settings/settings.ts'
import { logRefusedEntries } from '../transactions/index.ts'
import { enrolmentClient } from './certificates/enrolment-client.ts'
import { type FromSupervisor, reportStartFailure, runChild, type Start, sendToSupervisor } from './messages.ts'
import { openInstallation } from './open.ts'
import { explain } from './startup-errors.ts'
import { openWorkerStores } from './worker-stores.ts'

const reportEvery = 1_000
const watchEvery = 1_000

type Receive = (by: (message: FromSupervisor) => void) => void
type Worker = ReturnType<typeof openWorker>

/** A gateway worker: takes requests, decides, records, forwards. */
async function start(settings: Settings, receive: Receive, first: Start): Promise<void> {
  const log = logTo(
    settings.log.level,
    'gateway',
    limitLines((line) => sendToSupervisor({ type: 'logged', line })),
  )
  const { database, secrets } = openInstallation(settings)
  logRefusedEntries(database, log)
  if (database.engine === 'sqlite') makeNoCheckpoints(database.sqlite)
  const processId = newProcessId()
  const stores = openWorkerStores({ database, settings, secrets, newId: idGenerator(processId) })
  const enrolment = enrolmentClient()
  // What is committed with a request in shadow mode may conflict: that is known only in the store.
  const deps = { database, settings, node: first.node, processId, stores, secrets, journals: !settings.shadow, log }
  const core = await createGateway(deps)
  const gateway = acceptClients(core, { settings, secrets, processId, ...stores, enrol: enrolment.enrol })
  const worker = openWorker({ settings, log, database, core, gateway, enrolment, tickets: first.tickets ?? '' })
  receive(worker.receive)

  // From here on the supervisor tells this worker of changes; what came before is caught up with.
  sendToSupervisor({ type: 'ready', processId })
  await core.catchUp()
  const servers = await openListeners(worker)
  sendToSupervisor({ type: 'listening' })
  // Nobody copies messages of TCP channels, so in shadow mode nobody listens for them.
  if (!settings.shadow) worker.steps.follow = () => servers.tcp.follow()
  await worker.steps.follow()
  // It does not depend on being told: whatever changed in the store applies within a second or so.
  const watching = every(watchEvery, 'looking for changes', worker.applyChanges, log)
  const reporting = every(reportEvery, 'reporting what was counted', () => reportCounts(worker), log)
  const measure = processMeter('gateway')
  const measuring = every(
    measureEvery,
    'measuring the process',
    () => sendToSupervisor({ type: 'measured', use: { ...measure(), commits: core.gateway.recorder.counts() } }),
    log,
  )
  const releasing = releaseMemoryAtRest(log)
  worker.steps.drain = async (replaced) => {
    await Promise.all([servers.close(replaced), servers.tcp.close()])
    await leave(worker, [watching, reporting, measuring, releasing])
  }
}

type Parts = {
  settings: Settings
  log: Log
  database: Database
  core: Awaited<ReturnType<typeof createGateway>>
  gateway: ReturnType<typeof acceptClients>
  enrolment: ReturnType<typeof enrolmentClient>
  tickets: string
}

/** Returns the worker that hears the supervisor. Each of its `steps` is set when the worker can do it. */
function openWorker(opened: Parts) {
  const { core, enrolment, log } = opened
  const mayLeave = Promise.withResolvers<void>()
  const steps = {
    drain: async (_replaced: boolean): Promise<void> => process.exit(),
    renewListener: (): void => undefined,
    follow: async (): Promise<void> => undefined,
  }
  const tickets = { key: opened.tickets }
  const applyChanges = singleFlight(async () => {
    await core.catchUp()
    steps.renewListener()
    await steps.follow()
  })
  const receive = (message: FromSupervisor) => {
    if (message.type === 'drain') void steps.drain(message.replaced)
    if (message.type === 'leave') mayLeave.resolve()
    if (message.type === 'enrolled') enrolment.answered(message)
    if (message.type === 'tickets') {
      tickets.key = message.tickets
      steps.renewListener()
    }
    if (message.type !== 'catch-up') return
    // A worker that cannot learn what changed must not serve what was: it ends and is replaced.
    applyChanges().then(
      () => {
        reportCounts(opened)
        sendToSupervisor({ type: 'caught-up', request: message.request })
      },
      (error: unknown) => {
        log.error({ err: error }, 'the changed configuration could not be loaded')
        process.exit(1)
      },
    )
  }
  return { ...opened, tickets, steps, applyChanges, receive, mayLeave: mayLeave.promise }
}

/** Opens every listener, and renews its certificates and trust when they change. */
async function openListeners({ settings, core, gateway, tickets, steps }: Worker) {
  const { trust } = core
  const buildIdentity = () => ({
    ...trust.listenerOptions(),
    tls: settings.tls,
    ticketKeys: ticketKeysFor(tickets.key, trust.current().state),
  })
  const servers = listeners(gateway, settings.router, {
    ...buildIdentity(),
    // It may be switched on at any moment, so a certificate is asked for unless the configuration rules it out.
    requestCertificate: settings.authentication.enableMutualTLSAuthentication !== false,
  })
  const tcp = new TcpListeners(gateway, () => buildTlsContext(buildIdentity()))
  steps.renewListener = onlyWhenChanged(buildIdentity, (changed) => {
    renewTlsContext(servers.https, changed)
    tcp.renew(buildTlsContext(changed))
  })
  await Promise.all([
    open(servers.http, settings.router.httpPort, settings.router.host),
    open(servers.https, settings.router.httpsPort, settings.router.host),
  ])
  return { tcp, close: servers.close }
}

function reportCounts({ core }: Pick<Worker, 'core'>) {
  const counted = core.metrics.take()
  if (counted) sendToSupervisor({ type: 'counted', counted })
  const routes = core.health.take()
  if (routes.length) sendToSupervisor({ type: 'exchanged', routes })
}

/** Ends the process when every request is answered and the supervisor lets it go. The listeners are closed by now. */
async function leave(worker: Worker, periodic: Periodic[]) {
  const { core, database, gateway } = worker
  // Secondary routes may still be under way; whoever lets this worker leave ends it when it takes too long.
  await core.idle()
  // A connection dealt to this worker while it closed its listeners is on its way here, and goes back to another: one
  // that is still unread when this process ends would never be answered by anyone.
  sendToSupervisor({ type: 'drained' })
  await worker.mayLeave
  await Promise.all(periodic.map((work) => work.stop()))
  reportCounts(worker)
  await gateway.limiter.close()
  await core.close()
  await database.close()
  process.once('disconnect', () => process.exit())
  process.disconnect?.()
}

/** A session is resumed only under the trust that it began with: other trust, other keys. */
const ticketKeysFor = (tickets: string, trust: string) =>
  Buffer.from(hkdfSync('sha256', Buffer.from(tickets, 'base64'), '', `mediary tickets ${trust}`, 48))

/** A new context costs milliseconds, and most changes are none to it. */
function onlyWhenChanged<T>(make: () => T, apply: (made: T) => void) {
  const state = { last: JSON.stringify(make()) }
  return () => {
    const made = make()
    const text = JSON.stringify(made)
    if (text === state.last) return
    state.last = text
    apply(made)
  }
}
/** Opens a listener, unless its port is 0: then it is switched off. */
const open = (server: Server, port: number, host: string) =>
  new Promise<void>((resolve, reject) => {
    if (port === 0) return resolve()
    server.once('error', reject)
    server.listen({ port, host }, () => resolve())
  })

runChild((settings, receive, first) =>
  start(settings, receive, first).catch((error: unknown) => {
    const sentence = explain(error, settings)
    if (sentence !== undefined) return reportStartFailure(sentence, error instanceof CommandError ? error.exitCode : 1)
    sendToSupervisor({ type: 'failed', sentence: `The gateway cannot start: ${error}` })
    throw error
  }),
)
