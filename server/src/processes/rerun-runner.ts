import type { Topic } from '@mediary/contract/live'
import { type Gateway, poller, resender, snapshots, toPublicAddress, trustKeeper, upstreams } from '../gateway/index.ts'
import { counters } from '../metrics/index.ts'
import { changesOf } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import { every } from '../platform/every.ts'
import { idMaker, newMaker } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'
import { polling } from '../polling/index.ts'
import { refusalLog } from '../refusals/index.ts'
import type { Settings } from '../settings/settings.ts'
import { engine, retries } from '../tasks/index.ts'
import { tracer } from '../tracing/index.ts'
import { deferredWrites, recorder } from '../transactions/index.ts'
import { keepLease, lease, workerStore } from '../workers/index.ts'
import type { Installation } from './installation.ts'
import type { Counting } from './metrics-sink.ts'

type Parts = {
  database: Database
  settings: Settings
  stores: Installation
  counted: Counting
  /** Lists that have changed. */
  happened: (topics: readonly Topic[]) => void
  log: Log
}

const reportEvery = 1_000
/** Beyond what its routes may take, before another process thinks a poll dead. */
const margin = 10_000

const noDoor = () => {
  throw new Error('A rerun comes through no door')
}

export type Rerunning = Awaited<ReturnType<typeof rerunning>>

/** Reruns, automatic retries and polls: a gateway without a door, in the control process, whose requests come from the record or the clock. */
export async function rerunning({ database, settings, stores, counted, happened, log }: Parts) {
  const owner = newMaker()
  const newId = idMaker(owner)
  const workers = workerStore(database)
  await workers.register({ processId: owner, since: newId() }, Date.now())

  const { keystore, authority, revocation } = stores
  const trust = await trustKeeper({
    keystore,
    authority,
    revocation,
    immediately: settings.certificates.apply === 'immediately',
  })
  const pools = upstreams({
    timeout: settings.router.timeout,
    trusted: trust.upstreamTrust,
    identity: trust.upstreamIdentity,
  })
  const { clients, channels } = stores
  const changes = changesOf(database, async () => undefined)
  const snapshot = await snapshots({
    clients,
    channels,
    mechanisms: stores.mechanisms,
    changes,
    upstreams: pools,
    loadTrust: trust.load,
    address: toPublicAddress(settings.router),
    log,
  })
  const metrics = counters()
  const record = recorder(database, owner)
  const refusals = refusalLog(stores.refusals, { keep: settings.refusals.keep, newId, log })
  const gateway: Gateway = {
    identify: noDoor,
    enrol: noDoor,
    matchContent: noDoor,
    snapshot: snapshot.current,
    recorder: record,
    refusals,
    slowing: noDoor,
    metrics,
    newId,
    sealer: stores.bodyKeys.sealer,
    recordedBody: stores.bodies.pieces,
    bodyLimits: { largest: settings.router.maxBodyMB * 1024 * 1024, idle: settings.router.idleTimeout },
    compat: settings.compat,
    log,
    tracer: tracer(settings.tracing, log),
  }
  const ending = new AbortController()
  const state = { progressed: false }
  const working = engine({
    database,
    search: stores.search,
    owner,
    repeat: resender({ gateway, transactions: stores.transactions, bodies: stores.bodies, ending: ending.signal }),
    retries: retries(database, {
      tasks: stores.tasks,
      channelOf: async (id) => snapshot.current().channelOf.get(id)?.channel,
    }),
    progressed: () => {
      state.progressed = true
    },
    log,
  })

  const polls = polling(database, {
    poll: poller(gateway),
    channels: () =>
      settings.polling.enabled ? [...snapshot.current().channelOf.values()].map(({ channel }) => channel) : [],
    longest: ({ timeout = settings.router.timeout }) => 2 * timeout + margin,
    log,
  })
  polls.follow()

  const deferred = every(
    lease.beat,
    'writing what could not be recorded',
    deferredWrites(record, stores.transactions, log),
    log,
  )
  const heartbeat = keepLease(workers, () => ({ processId: owner, since: record.oldest() ?? newId() }), log)
  const report = () => {
    const taken = metrics.take()
    if (taken) counted.add(taken)
    if (state.progressed) happened(['tasks'])
    state.progressed = false
  }
  const reporting = every(reportEvery, 'reporting what was counted', report, log)

  return {
    newId,
    nudge: () => {
      working.nudge()
      happened(['tasks'])
    },
    trigger: polls.trigger,
    /** Resolves when the next rerun obeys what was changed. */
    async catchUp() {
      await snapshot.catchUp()
      polls.follow()
    },
    async stop() {
      ending.abort()
      const polled = polls.stop()
      await working.stop()
      await polled
      await Promise.all([heartbeat.stop(), reporting.stop(), deferred.stop()])
      report()
      await Promise.all([refusals.close(), gateway.tracer?.close(), deferred.run()])
      await workers.remove(owner)
      await pools.close()
    },
  }
}
