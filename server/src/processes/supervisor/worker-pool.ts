import cluster, { type Worker } from 'node:cluster'
import { CommandError } from '../../platform/command-error.ts'
import { singleFlight } from '../../platform/concurrency/single-flight.ts'
import { entryPoint } from '../../platform/files/program-files.ts'
import type { Log } from '../../platform/log.ts'
import type { Settings } from '../../settings/settings.ts'
import { sharedTls } from '../certificates/shared-tls.ts'
import { type FromControl, type FromSupervisor, type FromWorker, isReport } from '../messages.ts'
import { AcceptHandoff } from './accept-handoff.ts'
import { acknowledgementBarrier } from './acknowledgements.ts'
import { childEnvironment } from './child-environment.ts'

const timeouts = { restart: 30_000, respawn: 250, maxRespawn: 5_000 }

type ToControl = (message: FromSupervisor) => void
type Member = { worker: Worker; processId: string | undefined; leaving: boolean; draining: boolean }

/** The gateway workers: kept at their number, told of changes, replaced one after the other. */
export class WorkerPool {
  #members = new Set<Member>()
  #acknowledgements
  #connections = new AcceptHandoff()
  #shared
  #stopping = false
  #settings: Settings
  #node: string
  #log: Log
  #toControl: ToControl

  constructor(settings: Settings, node: string, log: Log, toControl: ToControl) {
    this.#settings = settings
    this.#node = node
    this.#log = log
    this.#toControl = toControl
    this.#acknowledgements = acknowledgementBarrier(log)
    this.#shared = sharedTls((message) => {
      for (const member of this.#members) if (member.processId !== undefined) send(member, message)
    }, log)
    // The primary accepts connections and deals them out: a worker that leaves has none waiting in a queue of its own.
    cluster.schedulingPolicy = cluster.SCHED_RR
    cluster.setupPrimary({
      exec: entryPoint('processes/worker.ts'),
      execArgv: [...process.execArgv, '--expose-gc'],
    })
  }

  /** Loads a new worker, starts it when the store is ready, and resolves when every listener is open. */
  add(ready: Promise<void> = Promise.resolve()): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const worker = cluster.fork(childEnvironment())
      const member: Member = { worker, processId: undefined, leaving: false, draining: false }
      this.#members.add(member)
      this.#connections.watch(worker)
      worker.on('message', (message: FromWorker) => {
        if (message.type === 'listening') {
          this.#connections.addServing(worker)
          resolve()
        } else if (message.type === 'failed')
          reject(new CommandError(message.sentence, { exitCode: message.exitCode ?? 1 }))
        else this.#receive(member, message)
      })
      // node:cluster deals a connection without asking whether it went: the worker may have died meanwhile. The connection is
      // dealt again, by `#connections`.
      worker.on('error', (error) => this.#log.warn({ err: error }, 'a gateway worker could not be reached'))
      worker.on('exit', (code, signal) => {
        this.#lose(member, signal ?? String(code))
        reject(new CommandError('A gateway worker ended before it could serve'))
      })
      ready.then(
        () => send(member, { type: 'start', settings: this.#settings, node: this.#node, ...this.#shared.forStart() }),
        reject,
      )
    })
  }

  /** Hands the answer of the control process to the worker that asked. */
  handEnrolled({ asker, ...answer }: FromControl & { type: 'enrolled' }): void {
    for (const member of this.#members) if (member.worker.id === asker) send(member, answer)
  }

  /** Resolves when every worker serves by the changed configuration. */
  catchUp() {
    const started = [...this.#members].filter(({ processId }) => processId !== undefined)
    return this.#acknowledgements.catchUp(started.map(({ worker }) => worker))
  }

  /** Replaces each worker: the new one serves before the old one leaves. When a new one cannot serve, those that are left stay. */
  restart = singleFlight(async () => {
    const leaving = [...this.#members]
    const tellProgress = progressTo(this.#toControl, leaving.length)
    try {
      for (const [replaced, member] of leaving.entries()) {
        if (this.#stopping) return
        tellProgress('running', replaced)
        // One that has died since is being replaced already.
        if (this.#members.has(member)) await this.#replace(member)
      }
      tellProgress('done', leaving.length)
    } catch (error) {
      tellProgress('failed')
      throw error
    }
  })

  async stop(): Promise<void> {
    this.#stopping = true
    await Promise.all([...this.#members].map((member) => this.#remove(member, false)))
  }

  #receive(member: Member, message: FromWorker) {
    if (message.type === 'ready') member.processId = message.processId
    else if (message.type === 'drained') send(member, { type: 'leave' })
    else if (message.type === 'caught-up') this.#acknowledgements.answered(member.worker, message.request)
    else if (message.type === 'enrol') this.#toControl({ ...message, asker: member.worker.id })
    else if (isReport(message)) this.#toControl(message)
  }

  #lose(member: Member, how: string) {
    this.#members.delete(member)
    this.#acknowledgements.answered(member.worker)
    if (member.processId === undefined) return
    this.#toControl({ type: 'worker-ended', processId: member.processId })
    if (member.leaving || this.#stopping) return
    this.#log.error({ how }, 'a gateway worker ended and is replaced')
    this.#replaceAfter(timeouts.respawn)
  }

  /** While the store is away no worker can start: it is tried again, ever less often. */
  #replaceAfter(wait: number) {
    const replace = () => {
      if (this.#stopping) return
      this.add().catch((error: unknown) => {
        this.#log.error({ err: error }, 'a gateway worker could not be replaced yet')
        this.#replaceAfter(Math.min(2 * wait, timeouts.maxRespawn))
      })
    }
    setTimeout(replace, wait)
  }

  async #replace(member: Member) {
    // Should it die now, its successor is on the way.
    member.leaving = true
    try {
      await this.add()
    } catch (error) {
      member.leaving = false
      if (!this.#members.has(member)) this.#replaceAfter(timeouts.respawn)
      throw error
    }
    await this.#remove(member, true)
  }

  /** Resolves when the worker has served what was under way and has ended; what takes too long is cut. */
  #remove(member: Member, replaced: boolean) {
    return new Promise<void>((resolve) => {
      if (!this.#members.has(member)) return resolve()
      member.leaving = true
      const deadline = this.#settings.shutdownSeconds * 1_000
      // Nobody waits for a restart as an init system waits for the end.
      const wait = replaced ? Math.max(deadline, timeouts.restart) : deadline
      const timer = setTimeout(() => {
        this.#log.warn({ seconds: wait / 1000 }, 'what was still under way in a gateway worker is cut')
        member.worker.process.kill('SIGKILL')
      }, wait)
      member.worker.once('exit', () => {
        clearTimeout(timer)
        resolve()
      })
      // One that has not been started has nothing to end.
      if (member.processId === undefined) member.worker.process.kill('SIGKILL')
      else if (!member.draining) send(member, { type: 'drain', replaced })
      member.draining = true
    })
  }
}

const send = ({ worker }: Member, message: FromSupervisor) => {
  // One that has just died is still connected until its end is heard of.
  if (worker.isConnected()) worker.send(message, () => undefined)
}

/** For those who watch a restart in the console. */
function progressTo(toControl: ToControl, of: number) {
  const startedAt = new Date().toISOString()
  const reached = { replaced: 0 }
  return (state: 'running' | 'done' | 'failed', replaced = reached.replaced) => {
    reached.replaced = replaced
    const finishedAt = state === 'running' ? undefined : new Date().toISOString()
    toControl({ type: 'restart-progress', progress: { state, replaced, of, startedAt, finishedAt } })
  }
}
