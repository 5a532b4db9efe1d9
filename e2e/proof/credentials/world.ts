// The whole program with two workers, a clock that the test moves, and what the oracle knows of its clients.
import { closeSync, openSync, writeSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { jwt, jwtSettings } from '../../jwt.ts'
import { startProgram } from '../../program.ts'
import { until } from '../../until.ts'
import { startUpstream } from '../../upstream.ts'

export type Kind = 'token' | 'basic' | 'jwt'

/** A secret, and when it passes. Times are milliseconds. */
export type Secret = {
  id: string
  kind: Kind
  from: number
  until: number
  revoked: boolean
  authorization: string
}

/** The latest status change of a client: its status within the period, the other one outside. */
export type Status = { disabled: boolean; from: number; until: number }
export type Client = { id: string; clientID: string; secrets: Secret[]; status: Status | undefined }

/** Sends a secret to both workers, and returns what each answers. */
export type AskBoth = (authorization: string) => Promise<[number, number]>

export type World = Awaited<ReturnType<typeof startWorld>>

const tenYears = 315_360_000

/** Returns the header that carries a secret. */
export function toAuthorization(kind: Kind, clientID: string, secret: string) {
  if (kind === 'token') return `Custom ${secret}`
  if (kind === 'basic') return `Basic ${Buffer.from(`${clientID}:${secret}`).toString('base64')}`
  return `Bearer ${jwt({ sub: secret, exp: Math.floor(Date.now() / 1000) + tenYears })}`
}

function startClock() {
  const path = join(tmpdir(), `mediary-clock-${process.pid}-${process.hrtime.bigint()}`)
  const file = openSync(path, 'w')
  const state = { now: 0 }
  const set = (now: number) => {
    const bytes = Buffer.alloc(8)
    bytes.writeDoubleLE(now)
    writeSync(file, bytes, 0, 8, 0)
    state.now = now
  }
  set(Date.now())
  return { path, set, now: () => state.now, close: () => closeSync(file) }
}

/** Starts the program, and so many pairs of connections, one to each of its two workers. */
export async function startWorld(pairs: number) {
  const clock = startClock()
  const upstream = await startUpstream()
  const program = await startProgram({
    workers: 2,
    env: {
      ...jwtSettings,
      NODE_OPTIONS: `--import=${join(import.meta.dirname, 'driven-clock.ts')}`,
      DRIVEN_CLOCK: clock.path,
      MEDIARY_TRUSTED_PROXIES: '127.0.0.1',
      MEDIARY_LOG_LEVEL: 'error',
    },
  })
  await program.makeChannel({ name: 'lab' }, upstream.port)
  const counted: Counted = { asked: 0, workers: new Map() }
  const connections = Array.from({ length: pairs }, () => connectToWorkers(program.http, counted))
  return {
    clock,
    program,
    asking: connections.map(({ askBoth }) => askBoth),
    asked: () => counted.asked,
    /** How many requests each worker answered. */
    workers: counted.workers,
    async end() {
      for (const { close } of connections) close()
      await program.end()
      await upstream.stop()
      clock.close()
    },
  }
}

type Counted = { asked: number; workers: Map<string, number> }

/** Keeps one connection to each of the two workers. */
function connectToWorkers(http: string, state: Counted) {
  const send = (agent: Agent, authorization: string) =>
    new Promise<{ status: number; worker: string }>((resolve, reject) => {
      // Each request comes from an address of its own: an address with many refusals is answered late.
      const n = state.asked++
      const address = `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`
      const headers = { authorization, 'x-forwarded-for': address }
      const sent = request(`${http}/lab`, { agent, headers }, (answer) => {
        const id = answer.headers['x-openhim-transactionid'] ?? answer.headers['x-mediary-refusal-id']
        const worker = String(id).slice(12, 18)
        state.workers.set(worker, (state.workers.get(worker) ?? 0) + 1)
        answer.resume().once('end', () => resolve({ status: answer.statusCode ?? 0, worker }))
      })
      sent.once('error', reject).end()
    })
  const connect = () => new Agent({ keepAlive: true, maxSockets: 1 })
  const agents = { first: connect(), second: connect() }

  /** Sends a request to both workers. A connection that reached the same worker as the other is opened again. */
  const askBoth: AskBoth = (authorization) =>
    until('both workers are asked', async (): Promise<[number, number] | undefined> => {
      const [first, second] = await Promise.all([
        send(agents.first, authorization),
        send(agents.second, authorization),
      ]).catch(() => [])
      if (first && second && first.worker !== second.worker) return [first.status, second.status]
      agents.second.destroy()
      agents.second = connect()
      return undefined
    })

  return {
    askBoth,
    close() {
      agents.first.destroy()
      agents.second.destroy()
    },
  }
}
