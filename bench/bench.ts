import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { makeCertificates } from './certificates.ts'
import { coresFor, describeMachine, pin } from './machine.ts'
import type { Options } from './options.ts'
import { buildScenarios, newCredentials } from './scenarios.ts'

export type Bench = ReturnType<typeof prepare>

/** Prepares everything that the measurements of a run share. */
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
