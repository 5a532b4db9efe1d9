import { type ChildProcess, fork } from 'node:child_process'
import { CommandError } from '../../platform/command-error.ts'
import { entryPoint } from '../../platform/files/program-files.ts'
import type { FromControl, FromSupervisor } from '../messages.ts'
import { childEnvironment } from './child-environment.ts'

/**
 * V8 lets the young generation grow with the first burst of work, as the start is one, and never gives it back. Smaller ones cost a
 * little more processor time, which no request waits for here. Below 4 MiB, what is recorded is copied by several collections.
 */
const smallYoungGeneration = '--max-semi-space-size=4'

export const forkControl = (): ChildProcess =>
  fork(entryPoint('processes/control.ts'), {
    execArgv: [...process.execArgv, '--expose-gc', smallYoungGeneration],
    env: childEnvironment(),
  })

/** Starts a control process that reads the settings and then waits for its start. Rejects with every fault in them. */
export async function readSettings(file: string | undefined) {
  const child = forkControl()
  const configured = await new Promise<FromControl & { type: 'configured' }>((resolve, reject) => {
    child.once('message', (message: FromControl) => {
      if (message.type === 'configured') resolve(message)
      if (message.type === 'failed') reject(new CommandError(message.sentence, { exitCode: message.exitCode ?? 1 }))
    })
    child.once('exit', () => reject(new CommandError('The control process ended before it could serve')))
    child.send({ type: 'configure', file } satisfies FromSupervisor, () => undefined)
  })
  return { child, settings: configured.settings, sources: configured.sources }
}
