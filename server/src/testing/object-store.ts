import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { freePort } from './ports.ts'

const program = createRequire(import.meta.url).resolve('s3rver/bin/s3rver.js')

/** The settings of the bucket of a test. */
const access = { bucket: 'mediary-bodies', keyId: 'S3RVER', secret: 'S3RVER' }

type Settings = typeof access & { endpoint: string }

/** Builds the environment of a program that uses a bucket. */
export const toEnvironment = ({ endpoint, bucket, keyId, secret }: Settings) => ({
  MEDIARY_COLD_BODIES_ENDPOINT: endpoint,
  MEDIARY_COLD_BODIES_BUCKET: bucket,
  MEDIARY_COLD_BODIES_KEY_ID: keyId,
  MEDIARY_COLD_BODIES_SECRET: secret,
})

/** Starts an object store in a process of its own, on loopback. It can be stopped and started again with its objects. */
export async function startObjectStore(cleanUp: (work: () => Promise<void>) => void) {
  const folder = mkdtempSync(join(tmpdir(), 'objects-'))
  const port = await freePort()
  const state = { child: await run(folder, port) }
  const stop = async () => {
    if (state.child.exitCode !== null || state.child.signalCode !== null) return
    const ended = once(state.child, 'exit')
    state.child.kill('SIGKILL')
    await ended
  }
  cleanUp(async () => {
    await stop()
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    settings: { endpoint: `http://127.0.0.1:${port}`, ...access },
    /** The folder with the objects. */
    folder: join(folder, access.bucket),
    stop,
    async start() {
      state.child = await run(folder, port)
    },
  }
}

async function run(folder: string, port: number) {
  const options = ['-d', folder, '-a', '127.0.0.1', '-p', String(port), '--no-vhost-buckets']
  const child = spawn(process.execPath, [program, ...options, '--configure-bucket', access.bucket], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { NODE_NO_WARNINGS: '1' },
  })
  const lines = createInterface({ input: child.stdout })
  for await (const line of lines) {
    if (!line.includes('listening')) continue
    child.stdout.resume()
    return child
  }
  throw new Error('the object store has ended')
}
