// What every part of the control process stands on: the store, the log, and the talk with the supervisor.
import type { WorkersReplaced } from '@mediary/contract/keystore/restart'
import { recentLines } from '../../logs/index.ts'
import { openReader } from '../../platform/database/reader.ts'
import { logTo } from '../../platform/log.ts'
import type { Settings } from '../../settings/settings.ts'
import { enrolmentResponder, limitCodeGuesses } from '../certificates/enrolment-client.ts'
import { installation } from '../installation.ts'
import type { FromSupervisor, Start } from '../messages.ts'
import { prepareInstallation } from '../open.ts'
import { databaseUrl } from '../places.ts'
import { announcements } from './announcements.ts'
import { endDeadWorkers } from './dead-workers.ts'
import { metricsSink } from './metrics-sink.ts'
import { SupervisorRequests } from './supervisor-requests.ts'

export type Core = Awaited<ReturnType<typeof openCore>>
type Receive = (by: (message: FromSupervisor) => void) => void

/** What is not there yet does nothing. */
const createSteps = () => ({
  stop: async (): Promise<void> => process.exit(),
  /** Resolves when the next rerun obeys what was changed. */
  catchUp: async (): Promise<void> => undefined,
  renewTls: async (): Promise<void> => undefined,
  /** Resolves when other nodes can know what this one would say now. */
  tellNodes: async (): Promise<void> => undefined,
})

/** Opens the core. What is not there yet does nothing until it sets its step in `steps`. */
export async function openCore(settings: Settings, receive: Receive, { node, sources }: Start) {
  const logLines = recentLines()
  const log = logTo(settings.log.level, 'control', logLines.add)
  const { database, secrets } = await prepareInstallation(settings)
  const requests = new SupervisorRequests()
  const steps = createSteps()
  const restart: { progress: WorkersReplaced } = { progress: { state: 'none', replaced: 0, of: 0 } }
  const applyHere = async () => {
    await Promise.all([requests.ask({ type: 'publish' }), steps.catchUp()])
    if (settings.certificates.apply === 'immediately') await steps.renewTls()
  }
  const url = databaseUrl(settings)
  const announced = await announcements({ database, databaseUrl: url, log, applyHere })
  const counted = metricsSink(database, settings, log, announced.tellTopics)
  const deadWorkers = endDeadWorkers(database, log)
  const reader = openReader(url)
  const stores = installation(database, secrets, settings, announced.publishChanges, sources, reader)
  const enrol = limitCodeGuesses(stores, log)
  const respond = enrolmentResponder(enrol, log)
  receive((message) => {
    if (message.type === 'done') requests.finish(message)
    else if (message.type === 'counted') counted.add(message.counted)
    else if (message.type === 'measured') counted.totals.measured(message.use)
    else if (message.type === 'exchanged') counted.addExchanges(message.routes)
    else if (message.type === 'logged') logLines.add(message.line)
    else if (message.type === 'worker-ended') deadWorkers.endOne(message.processId)
    else if (message.type === 'enrol') void respond(message)
    else if (message.type === 'restart-progress') restart.progress = message.progress
    else if (message.type === 'stop') void steps.stop()
  })
  await announced.joinOthers()
  // A worker reports what it has counted before it acknowledges that it has caught up.
  const collectCounts = () => requests.ask({ type: 'publish' }).then(counted.flushRequests)
  const close = async () => {
    await deadWorkers.finished()
    await announced.close()
    await counted.close()
    await reader.close()
    await database.close()
  }
  return {
    close,
    settings,
    node,
    log,
    logLines,
    database,
    secrets,
    reader,
    stores,
    requests,
    announced,
    counted,
    collectCounts,
    deadWorkers,
    enrol,
    steps,
    restart,
  }
}
