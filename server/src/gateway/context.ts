import type { BodyKeys } from '../bodies/index.ts'
import type { ContentMatcher } from '../channels/index.ts'
import type { HealthTally } from '../health/index.ts'
import type { Limiter } from '../limits/index.ts'
import type { Counters } from '../metrics/index.ts'
import type { IdGenerator } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'
import type { TrustedProxies } from '../platform/network/trusted-proxies.ts'
import type { RefusalLog } from '../refusals/index.ts'
import type { Settings } from '../settings/settings.ts'
import type { ShadowLog } from '../shadow/index.ts'
import type { Tracer } from '../tracing/index.ts'
import type { Recorder } from '../transactions/index.ts'
import type { Identify } from './authentication/identify.ts'
import type { Compressor } from './compression/compressed-sink.ts'
import type { Deadlines } from './http1/deadlines.ts'
import type { Enrol } from './listeners/enrolment.ts'
import type { BodyLimits } from './listeners/request-body.ts'
import type { Snapshot } from './snapshot.ts'
import type { Throttle } from './throttle.ts'

/** The dependencies of the stages of every request, including reruns and polls. */
export type Gateway = {
  snapshot: () => Snapshot
  /** Resolves when the snapshot holds every change that was confirmed before the call. Calls share their looks at the store. */
  refresh: () => Promise<unknown>
  /** Tells whether another node may have confirmed a change that is not known here: the store is away. */
  isOutdated: () => boolean
  recorder: Recorder
  refusals: RefusalLog
  /** Counts requests, answers and refusals. */
  metrics: Pick<Counters, 'arrived' | 'count' | 'refused'>
  /** Notes how exchanges with upstreams end. */
  health: Pick<HealthTally, 'note'>
  /** Reads a recorded body of a transaction. */
  recordedBody: (id: string, part: string) => AsyncIterable<Uint8Array>
  newId: IdGenerator
  /** The name of this installation in Via headers. */
  pseudonym: string
  /** Seals the bodies of channels that ask for it. */
  sealer: BodyKeys['sealer']
  bodyLimits: BodyLimits
  compat: Settings['compat']
  log: Log
  compressor: Compressor
  /** Defined in shadow mode: requests are decided and recorded, and forwarded nowhere. */
  shadow: ShadowLog | undefined
  /** Undefined when no collector of traces is configured. */
  tracer: Tracer | undefined
}

/** The further dependencies of requests from clients. */
export type ClientGateway = Gateway & {
  identify: Identify
  enrol: Enrol
  matchContent: ContentMatcher['match']
  limiter: Limiter
  proxies: TrustedProxies
  /** The header, in small letters, in which a trusted proxy passes a client's certificate. */
  certificateHeader: string | undefined
  /** Watches how long clients take. */
  deadlines: Deadlines
  /** Delays the answers to a client or an address that is refused again and again. */
  throttle: Throttle
}
