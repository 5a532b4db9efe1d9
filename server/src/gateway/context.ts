import type { Channel } from '@mediary/contract/channels'
import type { Stage } from '@mediary/contract/refusals'
import type { Mechanism } from '@mediary/contract/system'
import type { TransactionStatus } from '@mediary/contract/transactions'
import type { BodyKeys } from '../bodies/index.ts'
import type { ContentMatcher } from '../channels/index.ts'
import type { IdMaker } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'
import type { RefusalLog } from '../refusals/index.ts'
import type { Settings } from '../settings/settings.ts'
import type { Tracer } from '../tracing/index.ts'
import type { Recorder } from '../transactions/index.ts'
import type { Identify } from './authentication/identify.ts'
import type { Enrol } from './listeners/enrolment.ts'
import type { BodyLimits } from './listeners/request-body.ts'
import type { Snapshot } from './snapshot.ts'
import type { Slowing } from './throttle.ts'

/** Counts what came, what passed and what was turned away. */
export type GatewayMetrics = {
  arrived: (client: string | undefined, mechanism: Mechanism | undefined, at: number) => void
  count: (channel: Channel, request: { method: string; at: number }, code: number, status: TransactionStatus) => void
  refused: (stage: Stage) => void
}

/** All that the stages of a request need. */
export type Gateway = {
  identify: Identify
  enrol: Enrol
  matchContent: ContentMatcher['match']
  snapshot: () => Snapshot
  recorder: Recorder
  refusals: RefusalLog
  /** Waits before a refusal is answered, where an address has had too many. */
  slowing: Slowing
  metrics: GatewayMetrics
  /** A body of a transaction, from the record. */
  recordedBody: (id: string, part: string) => AsyncIterable<Uint8Array>
  newId: IdMaker
  /** For channels whose bodies are sealed. */
  sealer: BodyKeys['sealer']
  bodyLimits: BodyLimits
  compat: Settings['compat']
  log: Log
  /** Undefined when nothing is traced. */
  tracer: Tracer | undefined
}
