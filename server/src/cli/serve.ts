import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { limitLines } from '../logs/index.ts'
import { measureEvery, processMeter } from '../metrics/index.ts'
import { CommandError } from '../platform/command-error.ts'
import { every } from '../platform/every.ts'
import { logTo } from '../platform/log.ts'
import { lockInstallation } from '../processes/places.ts'
import { ControlSupervisor } from '../processes/supervisor/control-supervisor.ts'
import { readSettings } from '../processes/supervisor/fork-control.ts'
import { WorkerPool } from '../processes/supervisor/worker-pool.ts'

/**
 * The supervisor: it owns the listening sockets and the other processes, and nothing else. No store, no request and no
 * query can stall or end it. Resolves when everything serves; throws a CommandError when it cannot.
 */
export async function serve(configFile: string | undefined): Promise<void> {
  const configured = await readSettings(configFile)
  try {
    await supervise(configured)
  } catch (error) {
    configured.child.kill('SIGKILL')
    const { explain } = await import('../processes/startup-errors.ts')
    const sentence = explain(error, configured.settings)
    if (sentence === undefined || error instanceof CommandError) throw error
    throw new CommandError(sentence, { cause: error })
  }
}

async function supervise({ settings, sources, child }: Awaited<ReturnType<typeof readSettings>>) {
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
    const { prepared, serving } = control.start(child)
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
