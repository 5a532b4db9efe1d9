import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { makeCertificates } from './certificates.ts'
import { coresFor, describeMachine, pin } from './machine.ts'
import type { Options } from './options.ts'
import { buildScenarios, newCredentials } from './scenarios.ts'

export type Bench = ReturnType<typeof prepare>

/** What one run has in common; nothing of it outlives the run. */
export function prepare(options: Options, folder: string) {
  const machine = describeMachine()
  const cores = coresFor(options.workers)
  pin(process.pid, cores?.generator)
  const credentials = newCredentials()
  const sub = (name: string) => {
    mkdirSync(join(folder, name), { mode: 0o700 })
    return join(folder, name)
  }
  const certificates = makeCertificates(sub('certificates'), credentials.domain)
  const scenarios = buildScenarios(credentials)
  return { options, machine, cores, credentials, certificates, scenarios, load: sub('load'), sub }
}
