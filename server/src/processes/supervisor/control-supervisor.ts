import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { CommandError } from '../../platform/command-error.ts'
import type { Log } from '../../platform/log.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Sources } from '../../system/index.ts'
import { type FromControl, type FromSupervisor, isReport } from '../messages.ts'
import { forkControl } from './fork-control.ts'

const timeouts = { respawn: 500, maxRespawn: 10_000, stop: 10_000 }
// What is told while no control process runs waits for the next one.
const maxUnsent = { counted: 10_000, exchanged: 1_000, logged: 500, measured: 0 }

type Options = {
  settings: Settings
  node: string
  sources: Sources
  log: Log
  /** Does what the control process asks of the gateway workers. */
  answer: (message: FromControl & { type: 'publish' | 'restart' }) => Promise<void>
  enrolled: (answer: FromControl & { type: 'enrolled' }) => void
}

/** Starts the control process, and another one when it ends by itself. */
export class ControlSupervisor {
  #options: Options
  #process: ChildProcess | undefined
  #keepRunning = false
  #wait = timeouts.respawn
  #unsent: FromSupervisor[] = []
  /** The keystore that the workers serve, for a control process that began after them. */
  #served: string | undefined
  #progress: FromSupervisor | undefined

  constructor(options: Options) {
    this.#options = options
  }

  /** `prepared`: the store is ready for workers. `serving`: the management API listens. `child`: one that waits for its start. */
  start(child: ChildProcess = forkControl()): Record<'prepared' | 'serving', Promise<void>> {
    const { settings, node, sources, log } = this.#options
    this.#process = child
    const said = { prepared: word(child, 'prepared'), serving: word(child, 'serving') }
    for (const promise of Object.values(said)) promise.catch(() => undefined)
    said.serving.then(
      () => {
        this.#wait = timeouts.respawn
      },
      () => undefined,
    )
    child.on('message', (message: FromControl) => this.#receive(child, message))
    child.once('exit', (code, signal) => {
      if (!this.#keepRunning) return
      log.error({ code, signal }, 'the control process ended and is replaced')
      // While the store is away none can start: the gateway serves on, and it is tried again, ever less often.
      setTimeout(() => this.#keepRunning && this.start(), this.#wait)
      this.#wait = Math.min(2 * this.#wait, timeouts.maxRespawn)
    })
    this.send({ type: 'start', settings, node, sources, served: this.#served })
    if (this.#progress) this.send(this.#progress)
    for (const message of this.#unsent.splice(0)) this.send(message)
    return said
  }

  send(message: FromSupervisor): void {
    if (message.type === 'restart-progress') this.#progress = message
    const child = this.#process
    // A process that has just died is still connected until its end is heard of.
    if (child?.connected) child.send(message, (error) => error && this.#keepReport(message))
    else this.#keepReport(message)
  }

  #keepReport(message: FromSupervisor) {
    if (isReport(message) && this.#unsent.length < maxUnsent[message.type]) this.#unsent.push(message)
  }

  /** From now on one that ends is replaced. */
  keep(): void {
    this.#keepRunning = true
  }

  async stop(): Promise<void> {
    this.#keepRunning = false
    const child = this.#process
    if (!child?.connected) return
    const ended = once(child, 'exit')
    const timer = setTimeout(() => child.kill('SIGKILL'), timeouts.stop)
    this.send({ type: 'stop' })
    await ended
    clearTimeout(timer)
  }

  kill(): void {
    this.#process?.kill('SIGKILL')
  }

  #receive(asker: ChildProcess, message: FromControl) {
    const { answer, enrolled, log } = this.#options
    if (message.type === 'enrolled') return enrolled(message)
    if (message.type === 'prepared') this.#served ??= message.keystore
    if (message.type !== 'publish' && message.type !== 'restart') return
    // One that has replaced the asker meanwhile has questions of its own, with the same numbers.
    const finish = (failed: boolean) =>
      this.#process === asker && this.send({ type: 'done', request: message.request, failed })
    answer(message).then(
      () => {
        if (message.type === 'restart') this.#served = message.keystore
        finish(false)
      },
      (error: unknown) => {
        log.error({ err: error, asked: message.type }, 'what the control process asked could not be done')
        finish(true)
      },
    )
  }
}

/** Resolves when the control process says so; rejects when it fails or ends first. */
const word = (child: ChildProcess, expected: 'prepared' | 'serving') =>
  new Promise<void>((resolve, reject) => {
    child.on('message', (message: FromControl) => {
      if (message.type === expected) resolve()
      if (message.type === 'failed') reject(new CommandError(message.sentence, { exitCode: message.exitCode ?? 1 }))
    })
    child.once('exit', () => reject(new CommandError('The control process ended before it could serve')))
  })
