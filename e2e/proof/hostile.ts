import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request as httpRequest } from 'node:http'
import { constants, setPriority } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Program, startProgram } from '../program.ts'
import { startUpstream } from '../upstream.ts'
import { kinds } from './crowd.ts'

type Options = { requests: number; workers: number; share?: number; only?: string[]; say?: (line: string) => void }

/** Milliseconds of a good client's requests; `failed`: how they failed, if any did. */
type Measured = { p50: number; p99: number; failed: string[] }
export type Met = { name: string; many: number; alone: Measured; beside: Measured }

/** A good client is timed alone and beside each kind of bad clients. `share`: how many of each crowd come, as a fraction. */
export async function hostile({
  requests,
  workers,
  share = 1,
  only = Object.keys(kinds),
  say = () => undefined,
}: Options) {
  const large = Buffer.alloc(2_000_000, 'x')
  const upstream = await startUpstream(
    ({ url }, response) => void response.end(url.startsWith('/large') ? large : 'answered\n'),
  )
  const program = await startProgram({
    workers,
    env: {
      MEDIARY_AUTHENTICATION_JWT_SECRET_OR_PUBLIC_KEY: 's'.repeat(40),
      MEDIARY_AUTHENTICATION_JWT_ALGORITHMS: 'HS256',
    },
  })
  try {
    await makeChannels(program, upstream.port)
    await timed(program, 300)
    const met: Met[] = []
    for (const name of only) {
      const many = Math.max(1, Math.round((kinds[name]?.many ?? 1) * share))
      const alone = await timed(program, requests)
      const beside = await besideCrowd(program, name, many, requests)
      met.push({ name, many, alone, beside })
      say(
        `| ${name} | ${many} | ${figure(alone)} | ${figure(beside)} | ${(beside.p99 / alone.p99).toFixed(2)} | ${beside.failed.length} |`,
      )
      upstream.seen.splice(0)
    }
    return met
  } finally {
    await program.end()
    await upstream.stop()
  }
}

const figure = ({ p50, p99 }: Measured) => `${p50.toFixed(1)}, ${p99.toFixed(1)}`

async function makeChannels(program: Program, port: number) {
  const open = { authType: 'public', requestBody: false, responseBody: false }
  await program.makeChannel({ name: 'good', ...open }, port)
  await program.makeChannel({ name: 'large', ...open }, port)
  const content = { ...open, methods: ['POST'] }
  await program.makeChannel(
    {
      name: 'json',
      ...content,
      matchContentTypes: ['application/json'],
      matchContentJson: '$..a.b',
      matchContentValue: 'x',
    },
    port,
  )
  await program.makeChannel(
    {
      name: 'xml',
      ...content,
      matchContentTypes: ['text/xml'],
      matchContentXpath: 'string(//x)',
      matchContentValue: 'x',
    },
    port,
  )
  await program.makeChannel({ name: 'regex', ...content, matchContentRegex: '(a|a)*(aa|a)*b$' }, port)
}

async function besideCrowd(program: Program, name: string, many: number, requests: number) {
  const { http, https } = program.ports
  const args = [join(import.meta.dirname, 'crowd.ts'), name, String(http), String(https), String(many)]
  const crowd = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = once(crowd, 'exit')
  // As if it ran on a machine of its own, as far as one machine can do that.
  setPriority(crowd.pid ?? 0, constants.priority.PRIORITY_LOW)
  try {
    await pause(1_000)
    return await timed(program, requests)
  } finally {
    crowd.kill('SIGKILL')
    await ended
  }
}

/** Four connections, each with a pause between two requests: a client that is not itself the load. */
async function timed(program: Program, requests: number): Promise<Measured> {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 })
  const times: number[] = []
  const failed: string[] = []
  const one = () =>
    new Promise<void>((resolve) => {
      const at = performance.now()
      const outgoing = httpRequest(`${program.http}/good`, { agent, timeout: 20_000 }, (answer) => {
        answer.resume().once('close', resolve)
        if (answer.statusCode === 200) answer.once('end', () => times.push(performance.now() - at))
        else failed.push(String(answer.statusCode))
      })
      outgoing.on('timeout', () => outgoing.destroy(new Error('not answered in 20 seconds')))
      outgoing.on('error', (error) => {
        failed.push(error.message)
        resolve()
      })
      outgoing.end()
    })
  const client = async () => {
    for (let i = 0; i < requests / 4; i++) {
      await one()
      await pause(2)
    }
  }
  await Promise.all(Array.from({ length: 4 }, client))
  agent.destroy()
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN
  return { p50: at(0.5), p99: at(0.99), failed }
}
