import type { Database } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'
import type { TransactionSearch } from '../transactions/index.ts'
import { TaskLeases } from './lease.ts'
import type { Retries } from './retries.ts'
import { type Repeat, runTask } from './run.ts'
import { createWake } from './wake.ts'

type Deps = {
  database: Database
  search: TransactionSearch
  /** The mark of this process in the ids it makes: what it leaves unfinished is known by it. */
  owner: string
  repeat: Repeat
  retries: Retries
  /** There is something new to see of a task. */
  progressed?: () => void
  log: Log
}

const maxTasks = 10
const times = { idle: 1_000, afterError: 1_000, retries: 10_000 }

/** Works on the tasks that nobody else works on, several at a time, until it is stopped. */
export function engine({ database, search, owner, repeat, retries, progressed = () => undefined, log }: Deps) {
  const leases = new TaskLeases(database, owner)
  const wake = createWake()
  const running = new Map<string, Promise<void>>()
  const state = { stopping: false, drained: 0 }
  const runner = { database, search, leases, owner, repeat, wake, progressed, stopping: () => state.stopping }

  const run = async (task: Parameters<typeof runTask>[1]) => {
    try {
      await runTask(runner, task)
    } catch (error) {
      // The store cannot be reached, say. The lease ends by itself, and whoever comes next reads how far it came.
      log.error({ err: error, task: task.id }, 'a task was interrupted')
      await wake.wait(times.afterError)
    }
    running.delete(task.id)
    wake.now()
  }

  const round = async () => {
    if (Date.now() - state.drained > times.retries) {
      state.drained = Date.now()
      await retries.drain(state.drained)
    }
    while (!state.stopping && running.size < maxTasks) {
      const task = await leases.take()
      if (!task) return
      running.set(task.id, run(task))
    }
  }

  const loop = async () => {
    while (!state.stopping) {
      await round().catch((error: unknown) => log.error({ err: error }, 'tasks could not be looked for'))
      if (!state.stopping) await wake.wait(times.idle)
    }
  }
  const looping = loop()

  return {
    /** There is something new to do. */
    wake: () => wake.now(),
    /** Nothing new begins; what is under way ends. */
    async stop() {
      state.stopping = true
      wake.now()
      await looping
      await Promise.all(running.values())
    },
  }
}
