import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { logTo } from './platform/log.ts'
import { crew } from './processes/crew.ts'
import { type FromControl, type FromSupervisor, StartFailed } from './processes/messages.ts'
import type { Settings } from './settings.ts'

const respawn = 500
const patience = 10_000

/**
 * The supervisor: it owns the listening sockets and the other processes, and nothing else. No store, no request and no
 * query can stall or end it. Resolves when everything serves; throws StartFailed with a sentence when it cannot.
 */
export async function serve(settings: Settings): Promise<void> {
  const log = logTo(settings.log.level, 'supervisor')
  const state = { control: undefined as ChildProcess | undefined, stopping: false }
  const toControl = (message: FromSupervisor) => {
    if (state.control?.connected) state.control.send(message)
  }
  const workers = crew(settings, log, toControl)

  const answer = async (message: FromControl) => {
    if (message.type === 'announce') await workers.catchUp()
    else if (message.type === 'restart') await workers.restart()
    else return
    toControl({ type: 'done', request: message.request })
  }

  const startControl = async () => {
    const control = fork(join(import.meta.dirname, 'processes/control.ts'))
    state.control = control
    const prepared = said(control, 'prepared')
    const serving = said(control, 'serving')
    serving.catch(() => undefined)
    control.on('message', (message: FromControl) => {
      answer(message).catch((error: unknown) => log.error({ err: error }, 'the control process could not be answered'))
    })
    control.send({ type: 'start', settings } satisfies FromSupervisor)
    await prepared
    return { control, serving }
  }

  const keepControl = (control: ChildProcess) =>
    control.once('exit', (code, signal) => {
      if (state.stopping) return
      log.error({ code, signal }, 'the control process ended and is replaced')
      setTimeout(
        () =>
          void startControl().then(
            (next) => keepControl(next.control),
            (error: unknown) => {
              log.fatal({ err: error }, 'the control process could not be replaced')
              process.exitCode = 1
              void stop()
            },
          ),
        respawn,
      )
    })

  const stop = async () => {
    if (state.stopping) return
    state.stopping = true
    await workers.stop()
    if (state.control?.connected) {
      const { control } = { control: state.control }
      const ended = once(control, 'exit')
      const late = setTimeout(() => control.kill('SIGKILL'), patience)
      toControl({ type: 'stop' })
      await ended
      clearTimeout(late)
    }
    process.disconnect?.()
    process.exit()
  }
  process.on('SIGINT', () => void stop())
  process.on('SIGTERM', () => void stop())
  process.on('SIGHUP', () => void stop())

  try {
    const { control, serving } = await startControl()
    await Promise.all(Array.from({ length: settings.workers ?? availableParallelism() }, () => workers.add()))
    await serving
    keepControl(control)
  } catch (error) {
    state.stopping = true
    state.control?.kill('SIGKILL')
    await workers.stop()
    throw error
  }
}

/** Resolves when the control process says so; rejects when it fails or ends first. */
const said = (control: ChildProcess, word: 'prepared' | 'serving') =>
  new Promise<void>((resolve, reject) => {
    control.on('message', (message: FromControl) => {
      if (message.type === word) resolve()
      if (message.type === 'failed') reject(new StartFailed(message.sentence))
    })
    control.once('exit', () => reject(new StartFailed('The control process ended before it could serve')))
  })
