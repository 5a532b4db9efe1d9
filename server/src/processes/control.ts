import { randomBytes } from 'node:crypto'
import type { RestartProgress } from '@mediary/contract/keystore'
import { Changed, type Topic } from '@mediary/contract/live'
import { inService } from '../keystore/index.ts'
import { changedTopics, liveHub } from '../live/index.ts'
import { recentLines } from '../logs/index.ts'
import { CommandError } from '../platform/command-error.ts'
import { changeLog } from '../platform/database/changes.ts'
import { keepCheckpointing } from '../platform/database/checkpoint.ts'
import { claims } from '../platform/database/claims.ts'
import { isPostgres } from '../platform/database/database.ts'
import { notices } from '../platform/database/notices.ts'
import { openReader } from '../platform/database/reader.ts'
import { every } from '../platform/every.ts'
import { unavailable } from '../platform/http/problem.ts'
import { logTo } from '../platform/log.ts'
import { keepRetention, retention } from '../retention/index.ts'
import type { Settings } from '../settings/settings.ts'
import { readiness } from '../system/index.ts'
import { segmentIndexer } from '../transactions/index.ts'
import { lease } from '../workers/index.ts'
import { chooseProtocol, listHostNames } from './api/addresses.ts'
import { managementApi } from './api/management-api.ts'
import { readinessChecks } from './api/readiness-checks.ts'
import { enrolmentResponder, limitCodeGuesses } from './certificates/enrolment-client.ts'
import { renewalMonitor } from './certificates/renewal-monitor.ts'
import { endDeadWorkers } from './control/dead-workers.ts'
import { metricsSink } from './control/metrics-sink.ts'
import { rerunRunner } from './control/rerun-runner.ts'
import { indexSearchKeys } from './control/search-keys.ts'
import { installation } from './installation.ts'
import { type FromSupervisor, reportStartFailure, runChild, type Start, sendToSupervisor } from './messages.ts'
import { databaseUrl, prepareInstallation } from './open.ts'
import { explain } from './startup-errors.ts'

const stopTimeout = 7_000

const noRestart: RestartProgress = { state: 'none', replaced: 0, of: 0 }

type Notices = Awaited<ReturnType<typeof notices>>

/** The steps of the control process's life; each is set when the process can do it. */
type State = {
  stop: () => Promise<void>
  catchUp: () => Promise<void>
  renewTls: () => Promise<void>
  restarting: RestartProgress
  enrol: ReturnType<typeof enrolmentResponder> | undefined
}

/** The control process: the management API, the console, and the work that belongs to no request. */
async function start(
  settings: Settings,
  receive: (by: (message: FromSupervisor) => void) => void,
  { sources, served }: Start,
): Promise<void> {
  const logLines = recentLines()
  const log = logTo(settings.log.level, 'control', logLines.add)
  const { database, secrets } = await prepareInstallation(settings)
  const asked = questions()
  const immediately = settings.certificates.apply === 'immediately'
  const hub = liveHub(log)
  const live: { others: Notices | undefined } = { others: undefined }
  const publishTopics = (topics: readonly Topic[]) => {
    hub.announce(topics)
    live.others?.send(topics).catch((error: unknown) => log.warn({ err: error }, 'other nodes could not be told'))
  }
  const counted = metricsSink(database, settings, log, publishTopics)
  const changed = await changedTopics(changeLog(database, async () => undefined))
  const applyChanges = async () => {
    await Promise.all([asked.ask({ type: 'publish' }), state.catchUp()])
    if (immediately) await state.renewTls()
    changed().then(hub.announce, (error: unknown) => log.warn({ err: error }, 'what changed could not be announced'))
  }
  const ended = endDeadWorkers(database, log)
  const state: State = {
    stop: async () => process.exit(),
    catchUp: async () => undefined,
    renewTls: async () => undefined,
    restarting: noRestart,
    enrol: undefined,
  }
  receive((message) => {
    if (message.type === 'done') asked.answered(message)
    else if (message.type === 'counted') counted.add(message.counted)
    else if (message.type === 'logged') logLines.add(message.line)
    else if (message.type === 'worker-ended') ended.endOne(message.processId)
    else if (message.type === 'enrol') void state.enrol?.(message)
    else if (message.type === 'restart-progress') state.restarting = message.progress
    else if (message.type === 'stop') void state.stop()
  })
  const heard = {
    changed: applyChanges,
    onWords: (words: string[]) => hub.announce(Changed.safeParse(words).data ?? []),
  }
  const others = isPostgres(databaseUrl(settings))
    ? await notices(databaseUrl(settings), randomBytes(8).toString('hex'), heard, log)
    : undefined
  live.others = others
  const publishChanges = async () => {
    await applyChanges()
    await others?.send()
  }
  const reader = openReader(databaseUrl(settings))
  const stores = installation(database, secrets, settings, publishChanges, sources, reader)
  await stores.userRoles.ensureDefaults()
  await stores.keystore.ensureServerCertificate(listHostNames(settings))
  const certificates = await renewalMonitor(settings, stores, log, () => gateway.restart())
  const restart = async (keystore: string) => {
    await asked.ask({ type: 'restart', keystore })
    await state.renewTls()
  }
  const gateway = await inService(stores.keystore, restart, immediately, served)
  const enrol = limitCodeGuesses(stores.enrolments, log)
  state.enrol = enrolmentResponder(enrol, log)
  const { email, password } = settings.admin
  if (email && password) await stores.setup.ensureFirstUser({ email, password })
  const checkpointing = database.engine === 'sqlite' ? keepCheckpointing(database.sqlite, log) : undefined
  sendToSupervisor({ type: 'prepared', keystore: gateway.served() })

  const rerun = await rerunRunner({ database, settings, stores, secrets, counted, publish: publishTopics, log })
  state.catchUp = rerun.catchUp
  const claimed = claims(database, randomBytes(8).toString('hex'))
  const kept = retention(database, {
    channels: stores.channels,
    search: stores.search,
    keys: stores.bodyKeys,
    claims: claimed,
    removals: stores.removals,
    changed: () => {
      stores.storageReport.outdated()
      publishTopics(['transactions', 'retention'])
    },
    settings: settings.retention,
    log,
  })
  const api = await managementApi({
    retention: kept,
    settings,
    stores,
    rerun: { database, ...rerun },
    secrets,
    totals: counted.totals,
    lastUsed: counted.lastUsed,
    moved: counted.moved,
    hub,
    log,
    logLines,
    enrol,
    restartProgress: () => state.restarting,
    ready: readiness(readinessChecks(database, settings)),
    gateway: {
      restartRequired: gateway.restartRequired,
      restart: () =>
        gateway.restart().catch((cause: unknown) => {
          throw unavailable('workers-not-started', {}, { cause })
        }),
    },
  })
  if (api) await api.app.listen({ host: settings.api.host, port: settings.api.port })
  if (api) state.renewTls = api.renewTls
  await ended.sweep()
  const searchKeys = indexSearchKeys(database, stores, secrets, log)
  const blocks = segmentIndexer(database, { claims: claimed, log })
  const sweeping = every(lease.beat, 'ending what dead workers left', ended.sweep, log)
  const removing = keepRetention(kept, settings.retention, log)
  await printBanner(settings, stores.setup)

  state.stop = async () => {
    await Promise.all([sweeping.stop(), certificates.stop(), removing.stop(), checkpointing?.stop()])
    await api?.app.close()
    // What takes longer is interrupted, and known to be.
    await Promise.race([rerun.stop(), new Promise((resolve) => setTimeout(resolve, stopTimeout))])
    await ended.finished()
    await others?.close()
    await counted.close()
    await searchKeys.stop()
    await blocks.stop()
    await reader.close()
    await database.close()
    process.exit()
  }
  sendToSupervisor({ type: 'serving' })
}

/** What is asked of the supervisor, and answered when it is done. */
function questions() {
  const waiting = new Map<number, PromiseWithResolvers<void>>()
  const state = { request: 0 }
  return {
    ask(asked: { type: 'publish' } | { type: 'restart'; keystore: string }) {
      const request = ++state.request
      const answer = Promise.withResolvers<void>()
      waiting.set(request, answer)
      sendToSupervisor({ ...asked, request })
      return answer.promise
    },
    answered({ request, failed }: { request: number; failed: boolean }) {
      if (failed) waiting.get(request)?.reject(new Error('The supervisor could not do what was asked'))
      else waiting.get(request)?.resolve()
      waiting.delete(request)
    },
  }
}

/** For the person who started it. */
async function printBanner({ api, router }: Settings, setup: ReturnType<typeof installation>['setup']) {
  const base = `${chooseProtocol(api)}://${api.host === '127.0.0.1' ? 'localhost' : api.host}:${api.port}`
  const token = await setup.issueToken()
  const lines = [
    `Mediary serves: gateway http ${router.httpPort || 'off'}, https ${router.httpsPort || 'off'}`,
    ...(api.enabled && api.port ? [`Console: ${base}/console/`] : []),
    ...(token ? [`First start: make the first user at ${base}/console/setup#token=${token}`] : []),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

// Without its supervisor it would serve a gateway that is gone.
process.once('disconnect', () => process.exit())

runChild((settings, receive, first) =>
  start(settings, receive, first).catch((error: unknown) => {
    const sentence = explain(error, settings)
    if (sentence !== undefined) return reportStartFailure(sentence, error instanceof CommandError ? error.exitCode : 1)
    sendToSupervisor({ type: 'failed', sentence: `Mediary cannot start: ${error}` })
    throw error
  }),
)
