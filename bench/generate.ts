import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Scenario } from './scenarios.ts'

export type Load = {
  scenario: Scenario
  url: string
  connections: number
  seconds: number
  /** Certificate and key of the client, for mutual TLS. */
  client: string
  folder: string
  cores: string | undefined
}
/** Latencies in milliseconds, when the generator tells them. */
export type Answered = { requests: number; seconds: number; p50: number | undefined; p99: number | undefined }

const run = promisify(execFile)

/** Runs a load generator and returns its output. */
export async function generate(program: string, args: string[], { cores, seconds }: Load) {
  const pinned = cores ? ['taskset', '--cpu-list', cores] : []
  const command = ['--pdeathsig', 'TERM', ...pinned, program, ...args]
  return (
    await run('setpriv', command, { timeout: (seconds + 30) * 1000, encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 })
  ).stdout
}
