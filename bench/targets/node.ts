import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../server/src/testing/ports.ts'
import { answers } from '../probe.ts'
import { startProgram, until } from '../programs.ts'
import { basic } from '../scenarios.ts'
import { type Setting, type Target, urls } from './target.ts'

const proxy = fileURLToPath(new URL('bare-proxy.ts', import.meta.url))

/** Starts a proxy of Node and undici alone, as a baseline. It compares a header with a text and records nothing. */
export async function startNode({ folder, cores, upstreamPort, credentials, certificates }: Setting): Promise<Target> {
  const ports = { http: await freePort(), https: await freePort() }
  const log = join(folder, 'node.log')
  const { user, password, token } = credentials
  const allowed = [basic(user, password), `Custom ${token}`]
  const env = { ...process.env, BARE: JSON.stringify({ ...ports, upstreamPort, allowed, certificates }) }
  const program = startProgram({ command: process.execPath, args: [proxy], log, cores, env })
  await until('the bare proxy is listening', async () => (await answers(ports.http)) && answers(ports.https), program)
  return { name: 'node', pid: program.pid, url: urls(ports.http, ports.https), stop: program.stop }
}
