import { X509Certificate } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { healthTally } from '../../health/index.ts'
import { counters } from '../../metrics/index.ts'
import { changeLog } from '../../platform/database/changes.ts'
import type { Database } from '../../platform/database/database.ts'
import { idGenerator } from '../../platform/ids.ts'
import type { Log } from '../../platform/log.ts'
import type { Secrets } from '../../platform/secrets.ts'
import { refusalLog } from '../../refusals/index.ts'
import type { Settings } from '../../settings/settings.ts'
import { tracer } from '../../tracing/index.ts'
import { recorder, takeOver } from '../../transactions/index.ts'
import { trustStore } from '../authentication/trust.ts'
import { Compressor } from '../compression/compressed-sink.ts'
import type { Gateway } from '../context.ts'
import { createUpstreams } from '../upstreams/pool.ts'
import { toPublicAddress } from '../upstreams/rewrite.ts'
import { watchConfirmation } from './confirmation.ts'
import { holdLease } from './lease.ts'
import { loadSnapshot } from './load-snapshot.ts'
import type { GatewayStores } from './stores.ts'

type Deps = {
  database: Database
  settings: Settings
  /** The node that the process belongs to. */
  node: string
  /** The process part of the ids that this process makes. */
  processId: string
  stores: GatewayStores
  secrets: Pick<Secrets, 'pseudonym'>
  /** True in the one process that logs which channels cannot be served. */
  logsChannels?: boolean
  /** True in workers: see `recorder`. */
  journals?: boolean
  log: Log
}

export type GatewayModule = Awaited<ReturnType<typeof createGateway>>

/** Assembles the gateway of one process: its configuration in memory, its connections to upstreams, and its recorder. */
export async function createGateway(deps: Deps) {
  const { database, settings, node, processId, stores, secrets, logsChannels, journals = false, log } = deps
  const [newId, record] = [idGenerator(processId), recorder(database, processId, { journals })]
  const trust = await trustStore({ ...stores, immediately: settings.certificates.apply === 'immediately' })
  const upstreams = createUpstreams({
    timeout: settings.router.timeout,
    maxHeaderBytes: settings.router.maxHeaderBytes,
    trusted: trust.upstreamTrust,
    identity: trust.upstreamIdentity,
    log,
  })
  const snapshot = await loadSnapshot({
    ...stores,
    changes: changeLog(database, async () => undefined),
    upstreams,
    loadTrust: trust.load,
    address: toPublicAddress(settings.router),
    log: logsChannels ? log : undefined,
  })
  const readCertificate = () => (logsChannels ? null : readFingerprint(trust.listenerOptions().cert))
  const serving = () => ({ seq: snapshot.current().seq, certificate: readCertificate() })
  const held = { database, node, processId, record, transactions: stores.transactions, serving, log }
  const stopLease = await holdLease(held, newId)
  const confirmation = watchConfirmation({ database, node, catchUp: snapshot.catchUp, log })
  const [metrics, health] = [counters(), healthTally()]
  const gateway: Gateway = {
    snapshot: snapshot.current,
    refresh: confirmation.refresh,
    isOutdated: confirmation.isOutdated,
    recorder: record,
    refusals: refusalLog(stores.refusals, { keep: settings.refusals.keep, newId, log }),
    metrics,
    health,
    recordedBody: (id, part) => readRecordedBody(database, stores.bodies, id, part),
    newId,
    pseudonym: secrets.pseudonym,
    sealer: (channel, at) => stores.bodyKeys.sealer(channel, at),
    ...readOptions(settings),
    compressor: new Compressor(),
    shadow: stores.shadow,
    log,
    tracer: tracer(settings.tracing, log),
  }
  return {
    gateway,
    trust,
    metrics,
    health,
    newId,
    /** Resolves when the next request sees every change that was made before the call. */
    catchUp: confirmation.refresh,
    /** Resolves when no transaction is under way. */
    idle: () => waitUntilIdle(record),
    async close() {
      await Promise.all([gateway.refusals.close(), gateway.tracer?.close(), stopLease(), confirmation.stop()])
      await upstreams.close()
    },
  }
}

const readOptions = ({
  compat,
  router: { maxBodyMB, idleTimeout },
}: Settings): Pick<Gateway, 'compat' | 'bodyLimits'> => ({
  compat,
  bodyLimits: { maxBytes: maxBodyMB * 1024 * 1024, idleTimeout },
})

/** What this process has recorded just now may stand in its journal only. */
async function* readRecordedBody(database: Database, bodies: GatewayStores['bodies'], id: string, part: string) {
  await takeOver(database)
  yield* bodies.chunks(id, part)
}

const idleCheckInterval = 50

async function waitUntilIdle(record: Pick<Gateway['recorder'], 'oldest'>) {
  while (record.oldest() !== undefined) await pause(idleCheckInterval)
}

/** Reads the fingerprint of the first certificate of a chain. */
const readFingerprint = (pem: string) => new X509Certificate(pem).fingerprint256
