import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { limitLines } from '../logs/index.ts'
import { measureEvery, processMeter } from '../metrics/index.ts'
import { every } from '../platform/every.ts'
import { logTo } from '../platform/log.ts'
import { lockInstallation } from '../processes/open.ts'
import { ControlSupervisor } from '../processes/supervisor/control-supervisor.ts'
import { WorkerPool } from '../processes/supervisor/worker-pool.ts'
import type { Settings } from '../settings/settings.ts'
import type { Sources } from '../system/index.ts'

/**
 * The supervisor: it owns the listening sockets and the other processes, and nothing else. No store, no request and no
 * query can stall or end it. Resolves when everything serves; throws a CommandError when it cannot.
 */
export async function serve(settings: Settings, sources: Sources): Promise<void> {
  const log = logTo(
    settings.log.level,
    'supervisor',
    limitLines((line) => control.send({ type: 'logged', line })),
  )
  lockInstallation(settings)
  const state = { stopping: false }
  const node = randomBytes(8).toString('hex')
  const workers = new WorkerPool(settings, node, log, (message) => control.send(message))
  const stop = async () => {
    if (state.stopping) return
    state.stopping = true
    await workers.stop()
    await control.stop()
    process.exit()
  }
  const control = new ControlSupervisor({
    settings,
    node,
    sources,
    log,
    answer: ({ type }) => (type === 'publish' ? workers.catchUp() : workers.restart()),
    enrolled: (answer) => workers.handEnrolled(answer),
  })
  const measure = processMeter('supervisor')
  every(measureEvery, 'measuring the process', () => control.send({ type: 'measured', use: measure() }), log)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop())

  try {
    const { prepared, serving } = control.start()
    const wanted = settings.workers ?? availableParallelism()
    await Promise.all([serving, ...Array.from({ length: wanted }, () => workers.add(prepared))])
    control.keep()
  } catch (error) {
    // Whoever ends the program while it starts is not told that it could not start.
    if (state.stopping) return
    state.stopping = true
    control.kill()
    await workers.stop()
    throw error
  }
}
