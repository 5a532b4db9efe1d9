import type { WorkersReplaced } from '@mediary/contract/keystore/restart'
import type { RouteRuns } from '../health/index.ts'
import type { Counted, ProcessUse } from '../metrics/index.ts'
import type { Settings } from '../settings/settings.ts'
import type { Sources } from '../system/index.ts'

/** First word to every process: secrets do not travel in the environment or on the command line. `sources` are for the control process, the others for workers. */
export type Start = {
  type: 'start'
  settings: Settings
  /** The id of this node: another one at each start. */
  node: string
  sources?: Sources
  /** To a control process that replaces another: the state of the keystore that the workers were started with. */
  served?: string | undefined
  /** The key under which sessions of TLS are resumed by any worker, base64. It is known to this run only, and changes. */
  tickets?: string
}

/** What a process of a node reports to the control process. */
type Report =
  | { type: 'counted'; counted: Counted }
  /** How exchanges with upstreams have ended. */
  | { type: 'exchanged'; routes: RouteRuns[] }
  /** What the process uses. */
  | { type: 'measured'; use: ProcessUse }
  /** A line that another process of this node logged. */
  | { type: 'logged'; line: string }

export const isReport = (message: { type: string }): message is Report =>
  ['counted', 'exchanged', 'measured', 'logged'].includes(message.type)

export type FromSupervisor =
  /** To the first control process: read the settings. */
  | { type: 'configure'; file: string | undefined }
  | Start
  /** To a worker: load what has changed. */
  | { type: 'catch-up'; request: number }
  /** To the control process: end. */
  | { type: 'stop' }
  /** To a worker: serve what is under way, take nothing new, and end. `replaced`: another one serves in its place. */
  | { type: 'drain'; replaced: boolean }
  /** To a worker that has drained: every connection the supervisor dealt to it was handed over before this word. */
  | { type: 'leave' }
  /** To a worker. */
  | { type: 'tickets'; tickets: string }
  /** To the control process. */
  | { type: 'done'; request: number; failed: boolean }
  | { type: 'worker-ended'; processId: string }
  | { type: 'enrol'; asker: number; request: number; code: string; csr: string; address: string }
  /** To a worker that asked. */
  | { type: 'enrolled'; request: number; status: number; text: string }
  | { type: 'restart-progress'; progress: WorkersReplaced }
  | Report

export type FromWorker =
  | { type: 'ready'; processId: string }
  /** Every listener is open. */
  | { type: 'listening' }
  | { type: 'caught-up'; request: number }
  | { type: 'enrol'; request: number; code: string; csr: string; address: string }
  | Report
  /** All requests are answered and the listeners are closed. The worker leaves when the supervisor says so. */
  | { type: 'drained' }
  | { type: 'failed'; sentence: string; exitCode?: number }

export type FromControl =
  /** The settings are read; the supervisor answers with the start. */
  | { type: 'configured'; settings: Settings; sources: Sources }
  /** The store is migrated, the keys are made: workers may start. */
  | { type: 'prepared'; keystore: string }
  | { type: 'serving' }
  | { type: 'publish'; request: number }
  | { type: 'restart'; request: number; keystore: string }
  /** The answer to a worker that asked in the name of a client. */
  | { type: 'enrolled'; asker: number; request: number; status: number; text: string }
  | { type: 'failed'; sentence: string; exitCode?: number }

/** Sends a message to the supervisor. If the supervisor is gone, this process learns of it and ends. */
export const sendToSupervisor = (message: FromWorker | FromControl) => {
  process.send?.(message, undefined, undefined, () => undefined)
}

/** Ends this process once the supervisor knows in one sentence why it cannot start. */
export const reportStartFailure = (sentence: string, exitCode = 1) => {
  const failed: FromWorker = { type: 'failed', sentence, exitCode }
  if (process.send) process.send(failed, undefined, undefined, () => process.exit(1))
  else process.exit(1)
}

type Receive = (message: FromSupervisor) => void

/**
 * The child's side: the first message brings the settings, or asks for them (`configure`). `receive` says who gets the later ones, and may be called
 * before the process has started: what came earlier is kept for it.
 */
export function runChild(
  start: (settings: Settings, receive: (by: Receive) => void, first: Start) => Promise<void>,
  configure?: (file: string | undefined) => Promise<void>,
) {
  // Ctrl-C reaches the whole group of processes; the supervisor decides what it means.
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => undefined)
  process.on('SIGHUP', () => undefined)
  const state: { early: FromSupervisor[]; receive: Receive | undefined } = { early: [], receive: undefined }
  const receive = (by: Receive) => {
    state.receive = by
    for (const message of state.early) by(message)
    state.early = []
  }
  const begin = (first: FromSupervisor) => {
    if (configure && first.type === 'configure') {
      process.once('message', begin)
      return void configure(first.file)
    }
    if (first.type !== 'start') throw new Error('a process was not started by its supervisor')
    process.on('message', (message: FromSupervisor) => {
      if (state.receive) state.receive(message)
      else state.early.push(message)
    })
    void start(first.settings, receive, first)
  }
  process.once('message', begin)
}
