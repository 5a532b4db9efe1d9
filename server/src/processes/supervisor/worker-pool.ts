import cluster, { type Worker } from 'node:cluster'
import { CommandError } from '../../platform/command-error.ts'
import { entryPoint } from '../../platform/files/program-files.ts'
import type { Log } from '../../platform/log.ts'
import type { Settings } from '../../settings/settings.ts'
import { sharedTls } from '../certificates/shared-tls.ts'
import type { FromControl, FromSupervisor, FromWorker } from '../messages.ts'
import { acceptHandoff } from './accept-handoff.ts'
import { acknowledgementBarrier } from './acknowledgements.ts'
import { singleFlight } from './single-flight.ts'

const timeouts = { restart: 30_000, respawn: 250, maxRespawn: 5_000 }

type Member = { worker: Worker; processId: string | undefined; leaving: boolean; draining: boolean }

/** The gateway workers: kept at their number, told of changes, replaced one after the other. */
export function workerPool(settings: Settings, log: Log, toControl: (message: FromSupervisor) => void) {
  const members = new Set<Member>()
  const acknowledgements = acknowledgementBarrier(log)
  const connections = acceptHandoff()
  const state = { stopping: false }
  const deadline = settings.shutdownSeconds * 1_000

  // The primary accepts connections and deals them out: a worker that leaves has none waiting in a queue of its own.
  cluster.schedulingPolicy = cluster.SCHED_RR
  cluster.setupPrimary({
    exec: entryPoint('processes/worker.ts'),
    execArgv: [...process.execArgv, '--expose-gc'],
  })

  const send = ({ worker }: Member, message: FromSupervisor) => {
    if (worker.isConnected()) worker.send(message)
  }

  const shared = sharedTls((message) => {
    for (const member of members) if (member.processId !== undefined) send(member, message)
  }, log)

  const receive = (member: Member, message: FromWorker) => {
    if (message.type === 'ready') member.processId = message.processId
    else if (message.type === 'drained') send(member, { type: 'leave' })
    else if (message.type === 'caught-up') acknowledgements.answered(member.worker, message.request)
    else if (message.type === 'enrol') toControl({ ...message, asker: member.worker.id })
    else if (message.type === 'counted' || message.type === 'logged') toControl(message)
  }

  const lost = (member: Member, how: string) => {
    members.delete(member)
    acknowledgements.answered(member.worker)
    if (member.processId === undefined) return
    toControl({ type: 'worker-ended', processId: member.processId })
    if (member.leaving || state.stopping) return
    log.error({ how }, 'a gateway worker ended and is replaced')
    replaceAfter(timeouts.respawn)
  }

  /** While the store is away no worker can start: it is tried again, ever less often. */
  const replaceAfter = (wait: number) => {
    const replace = () => {
      if (state.stopping) return
      add().catch((error: unknown) => {
        log.error({ err: error }, 'a gateway worker could not be replaced yet')
        replaceAfter(Math.min(2 * wait, timeouts.maxRespawn))
      })
    }
    setTimeout(replace, wait)
  }

  /** Loads a new worker, starts it when the store is ready, and resolves when every listener is open. */
  const add = (ready: Promise<void> = Promise.resolve()) =>
    new Promise<void>((resolve, reject) => {
      const worker = cluster.fork()
      const member: Member = { worker, processId: undefined, leaving: false, draining: false }
      members.add(member)
      connections.watch(worker)
      worker.on('message', (message: FromWorker) => {
        if (message.type === 'listening') {
          connections.serves(worker)
          resolve()
        } else if (message.type === 'failed')
          reject(new CommandError(message.sentence, { exitCode: message.exitCode ?? 1 }))
        else receive(member, message)
      })
      worker.on('exit', (code, signal) => {
        lost(member, signal ?? String(code))
        reject(new CommandError('A gateway worker ended before it could serve'))
      })
      ready.then(() => send(member, { type: 'start', settings, ...shared.forStart() }), reject)
    })

  /** Resolves when the worker has served what was under way and has ended; what takes too long is cut. */
  const remove = (member: Member, replaced: boolean) =>
    new Promise<void>((resolve) => {
      if (!members.has(member)) return resolve()
      member.leaving = true
      // Nobody waits for a restart as an init system waits for the end.
      const wait = replaced ? Math.max(deadline, timeouts.restart) : deadline
      const timer = setTimeout(() => {
        log.warn({ seconds: wait / 1000 }, 'what was still under way in a gateway worker is cut')
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

  const replace = async (member: Member) => {
    // Should it die now, its successor is on the way.
    member.leaving = true
    try {
      await add()
    } catch (error) {
      member.leaving = false
      if (!members.has(member)) replaceAfter(timeouts.respawn)
      throw error
    }
    await remove(member, true)
  }

  return {
    add,
    enrolled({ asker, ...answer }: FromControl & { type: 'enrolled' }) {
      for (const member of members) if (member.worker.id === asker) send(member, answer)
    },
    catchUp: () =>
      acknowledgements.catchUp(
        [...members].filter(({ processId }) => processId !== undefined).map(({ worker }) => worker),
      ),

    /** The new one serves before the old one leaves. When a new one cannot serve, those that are left stay. */
    restart: singleFlight(async () => {
      const leaving = [...members]
      const tellProgress = progressTo(toControl, leaving.length)
      try {
        for (const [replaced, member] of leaving.entries()) {
          if (state.stopping) return
          tellProgress('running', replaced)
          // One that has died since is being replaced already.
          if (members.has(member)) await replace(member)
        }
        tellProgress('done', leaving.length)
      } catch (error) {
        tellProgress('failed')
        throw error
      }
    }),

    async stop() {
      state.stopping = true
      await Promise.all([...members].map((member) => remove(member, false)))
    },
  }
}

/** For those who watch a restart in the console. */
function progressTo(toControl: (message: FromSupervisor) => void, of: number) {
  const startedAt = new Date().toISOString()
  const reached = { replaced: 0 }
  return (state: 'running' | 'done' | 'failed', replaced = reached.replaced) => {
    reached.replaced = replaced
    const finishedAt = state === 'running' ? undefined : new Date().toISOString()
    toControl({ type: 'restart-progress', progress: { state, replaced, of, startedAt, finishedAt } })
  }
}
