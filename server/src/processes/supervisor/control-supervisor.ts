import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { CommandError } from '../../platform/command-error.ts'
import { entryPoint } from '../../platform/files/program-files.ts'
import type { Log } from '../../platform/log.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Sources } from '../../system/index.ts'
import type { FromControl, FromSupervisor } from '../messages.ts'

const timeouts = { respawn: 500, maxRespawn: 10_000, stop: 10_000 }
// What is told while no control process runs waits for the next one.
const maxUnsent = { counted: 10_000, logged: 500 }

type Options = {
  settings: Settings
  sources: Sources
  log: Log
  /** Does what the control process asks of the gateway workers. */
  answer: (message: FromControl & { type: 'publish' | 'restart' }) => Promise<void>
  enrolled: (answer: FromControl & { type: 'enrolled' }) => void
}

type State = {
  process: ChildProcess | undefined
  keepRunning: boolean
  wait: number
  unsent: FromSupervisor[]
  /** The keystore that the workers serve, for a control process that began after them. */
  served: string | undefined
  progress: FromSupervisor | undefined
}

/** Starts the control process, and another one when it ends by itself. */
export function controlSupervisor({ settings, sources, log, answer, enrolled }: Options) {
  const state: State = {
    process: undefined,
    keepRunning: false,
    wait: timeouts.respawn,
    unsent: [],
    served: undefined,
    progress: undefined,
  }

  const send = (message: FromSupervisor) => {
    if (message.type === 'restart-progress') state.progress = message
    if (state.process?.connected) state.process.send(message)
    else if (message.type === 'counted' || message.type === 'logged') {
      if (state.unsent.length < maxUnsent[message.type]) state.unsent.push(message)
    }
  }

  const receive = (asker: ChildProcess, message: FromControl) => {
    if (message.type === 'enrolled') return enrolled(message)
    if (message.type === 'prepared') state.served ??= message.keystore
    if (message.type !== 'publish' && message.type !== 'restart') return
    // One that has replaced the asker meanwhile has questions of its own, with the same numbers.
    const done = (failed: boolean) =>
      state.process === asker && send({ type: 'done', request: message.request, failed })
    answer(message).then(
      () => {
        if (message.type === 'restart') state.served = message.keystore
        done(false)
      },
      (error: unknown) => {
        log.error({ err: error, asked: message.type }, 'what the control process asked could not be done')
        done(true)
      },
    )
  }

  /** `prepared`: the store is ready for workers. `serving`: the management API listens. */
  const start = () => {
    const child = fork(entryPoint('processes/control.ts'), { execArgv: [...process.execArgv, '--expose-gc'] })
    state.process = child
    const said = { prepared: word(child, 'prepared'), serving: word(child, 'serving') }
    for (const promise of Object.values(said)) promise.catch(() => undefined)
    said.serving.then(
      () => Object.assign(state, { wait: timeouts.respawn }),
      () => undefined,
    )
    child.on('message', (message: FromControl) => receive(child, message))
    child.once('exit', (code, signal) => {
      if (!state.keepRunning) return
      log.error({ code, signal }, 'the control process ended and is replaced')
      // While the store is away none can start: the gateway serves on, and it is tried again, ever less often.
      setTimeout(() => state.keepRunning && start(), state.wait)
      state.wait = Math.min(2 * state.wait, timeouts.maxRespawn)
    })
    send({ type: 'start', settings, sources, served: state.served })
    if (state.progress) send(state.progress)
    for (const message of state.unsent.splice(0)) send(message)
    return said
  }

  return {
    start,
    send,
    /** From now on one that ends is replaced. */
    keep() {
      state.keepRunning = true
    },
    async stop() {
      state.keepRunning = false
      const child = state.process
      if (!child?.connected) return
      const ended = once(child, 'exit')
      const timer = setTimeout(() => child.kill('SIGKILL'), timeouts.stop)
      send({ type: 'stop' })
      await ended
      clearTimeout(timer)
    },
    kill: () => state.process?.kill('SIGKILL'),
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
