import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Outcome } from './outcome.ts'

/** Runs h1spec (github.com/uNetworking/h1spec) against a server on loopback that answers with the body it gets. */
export async function runH1spec(folder: string, port: number): Promise<Outcome> {
  const shim = join(import.meta.dirname, 'deno.ts')
  const child = spawn(process.execPath, ['--import', shim, join(folder, 'http_test.ts'), '127.0.0.1', String(port)])
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => output.push(String(data)))
  await once(child, 'close')
  const lines = output.join('').split('\n')
  const [, right = '0', run = '0'] = /(\d+) out of (\d+) tests passed/.exec(output.join('')) ?? []
  return {
    suite: 'h1spec',
    run: Number(run),
    right: Number(right),
    others: lines.filter((line) => line.includes('❌')),
  }
}
