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
import { CommandError } from '../platform/command-error.ts'
import { leaveCheckpointsToOthers } from '../platform/database/checkpoint.ts'
import { every } from '../platform/every.ts'
import { idGenerator, newProcessId } from '../platform/ids.ts'
import { logTo } from '../platform/log.ts'
import type { Settings } from '../settings/settings.ts'
import { enrolmentClient } from './certificates/enrolment-client.ts'
import { type FromSupervisor, reportStartFailure, runChild, type Start, sendToSupervisor } from './messages.ts'
import { openInstallation } from './open.ts'
import { explain } from './startup-errors.ts'
import { singleFlight } from './supervisor/single-flight.ts'
import { openWorkerStores } from './worker-stores.ts'

const reportEvery = 1_000
const watchEvery = 1_000

/** The steps of a worker's life; each is set when the worker can do it. */
type State = {
  drain: (replaced: boolean) => Promise<void>
  renewListener: () => void
  follow: () => Promise<void>
  tickets: string
}

/** A gateway worker: takes requests, decides, records, forwards. */
async function start(
  settings: Settings,
  receive: (by: (message: FromSupervisor) => void) => void,
  { tickets = '' }: Start,
): Promise<void> {
  const log = logTo(
    settings.log.level,
    'gateway',
    limitLines((line) => sendToSupervisor({ type: 'logged', line })),
  )
  const { database, secrets } = openInstallation(settings)
  if (database.engine === 'sqlite') leaveCheckpointsToOthers(database.sqlite)
  const processId = newProcessId()
  const newId = idGenerator(processId)
  const stores = openWorkerStores({ database, settings, secrets, newId })
  const enrolment = enrolmentClient()
  const core = await createGateway({ database, settings, processId, stores, secrets, log })
  const { trust, metrics } = core
  const gateway = acceptClients(core, { settings, secrets, ...stores, enrol: enrolment.enrol })

  const leave = Promise.withResolvers<void>()
  const state: State = {
    drain: async () => process.exit(),
    renewListener: () => undefined,
    follow: async () => undefined,
    tickets,
  }
  const applyChanges = singleFlight(async () => {
    await core.catchUp()
    state.renewListener()
    await state.follow()
  })
  receive((message) => {
    if (message.type === 'drain') void state.drain(message.replaced)
    if (message.type === 'leave') leave.resolve()
    if (message.type === 'enrolled') enrolment.answered(message)
    if (message.type === 'tickets') Object.assign(state, { tickets: message.tickets }).renewListener()
    if (message.type !== 'catch-up') return
    // A worker that cannot learn what changed must not serve what was: it ends and is replaced.
    applyChanges().then(
      () => sendToSupervisor({ type: 'caught-up', request: message.request }),
      (error: unknown) => {
        log.error({ err: error }, 'the changed configuration could not be loaded')
        process.exit(1)
      },
    )
  })

  // From here on the supervisor tells this worker of changes; what came before is caught up with.
  sendToSupervisor({ type: 'ready', processId })
  await core.catchUp()
  const buildIdentity = () => ({
    ...trust.listenerOptions(),
    tls: settings.tls,
    ticketKeys: ticketKeysFor(state.tickets, trust.current().state),
  })
  const servers = listeners(gateway, settings.router, {
    ...buildIdentity(),
    // It may be switched on at any moment, so a certificate is asked for unless the configuration rules it out.
    requestCertificate: settings.authentication.enableMutualTLSAuthentication !== false,
  })
  const tcp = new TcpListeners(gateway, () => buildTlsContext(buildIdentity()))
  state.renewListener = onlyWhenChanged(buildIdentity, (changed) => {
    renewTlsContext(servers.https, changed)
    tcp.renew(buildTlsContext(changed))
  })
  await Promise.all([
    open(servers.http, settings.router.httpPort, settings.router.host),
    open(servers.https, settings.router.httpsPort, settings.router.host),
  ])
  sendToSupervisor({ type: 'listening' })
  state.follow = () => tcp.follow()
  await tcp.follow()
  // It does not depend on being told: whatever changed in the store applies within a second or so.
  const watching = every(watchEvery, 'looking for changes', applyChanges, log)

  const report = () => {
    const counted = metrics.take()
    if (counted) sendToSupervisor({ type: 'counted', counted })
  }
  const reporting = every(reportEvery, 'reporting what was counted', report, log)

  state.drain = async (replaced) => {
    await Promise.all([servers.close(replaced), tcp.close()])
    // Secondary routes may still be under way; whoever lets this worker leave ends it when it takes too long.
    await core.idle()
    // A connection dealt to this worker while it closed its listeners is on its way here, and goes back to another: one
    // that is still unread when this process ends would never be answered by anyone.
    sendToSupervisor({ type: 'drained' })
    await leave.promise
    await Promise.all([watching.stop(), reporting.stop()])
    report()
    await core.close()
    await database.close()
    process.once('disconnect', () => process.exit())
    process.disconnect?.()
  }
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
