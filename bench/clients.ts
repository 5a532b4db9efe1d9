// `npm run bench:clients`: the CPU that a call to an upstream costs in the client alone, with undici and with our own.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'undici'
import { Deadlines } from '../server/src/gateway/http1/deadlines.ts'
import { Http1Pool } from '../server/src/gateway/upstreams/http1/pool.ts'
import { startUpstream } from './targets/nginx.ts'

const [connections, warmUp, calls, rounds] = [64, 40_000, 30_000, 5]
const timeout = 60_000
const headers = [
  ...['Accept', 'application/json', 'User-Agent', 'bench', 'Via', '1.1 mediary-bench.channel'],
  ...['X-Forwarded-For', '127.0.0.1', 'X-Forwarded-Host', 'gateway.example.org', 'X-Forwarded-Proto', 'http'],
  ...['X-OpenHIM-ClientID', 'clinic', 'X-OpenHIM-TransactionID', '0123456789abcdef01234567'],
]

type Send = () => Promise<void>

/** The way in which the gateway used undici: raw handlers, raw headers, no stream. */
function createUndici(port: number): Send {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: 1024, pipelining: 1 })
  const request = {
    method: 'GET',
    path: '/',
    headers,
    body: null,
    headersTimeout: timeout,
    bodyTimeout: timeout,
  } as const
  return () =>
    new Promise((resolve, reject) => {
      pool.dispatch(request, {
        onRequestStart: () => undefined,
        onResponseStart: ({ rawHeaders }) => readTexts(rawHeaders),
        onResponseData: () => undefined,
        onResponseEnd: () => resolve(),
        onResponseError: (_controller, error) => reject(error),
      })
    })
}

/** Reads the headers as text, as the gateway must. */
function readTexts(raw: unknown) {
  if (Array.isArray(raw)) for (const text of raw) if (Buffer.isBuffer(text)) text.toString('latin1')
}

function createOwn(port: number): Send {
  const address = { host: '127.0.0.1', port, tls: undefined }
  const deadlines = new Deadlines(console)
  const pool = new Http1Pool({ address, hostHeader: `127.0.0.1:${port}`, timeout, maxHeadBytes: 16_384, deadlines })
  const ignore = () => undefined
  const receiver = { inform: ignore, start: ignore, data: ignore, trailers: ignore }
  return () => pool.send({ method: 'GET', path: '/', headers, body: null }, receiver)
}

async function send(one: Send, total: number) {
  let left = total
  const sendInTurn = async () => {
    while (left-- > 0) await one()
  }
  await Promise.all(Array.from({ length: connections }, sendInTurn))
}

const folder = mkdtempSync(join(tmpdir(), 'mediary-clients-'))
const upstream = await startUpstream(folder, undefined)
const clients = { undici: createUndici(upstream.port), own: createOwn(upstream.port) }
for (const one of Object.values(clients)) await send(one, warmUp)
for (let round = 0; round < rounds; round++) {
  for (const [name, one] of Object.entries(clients)) {
    const before = process.cpuUsage()
    await send(one, calls)
    const { user, system } = process.cpuUsage(before)
    console.log(
      `${name}: ${((user + system) / calls).toFixed(1)} µs a call, of which ${(user / calls).toFixed(1)} in user mode`,
    )
  }
}
await upstream.stop()
rmSync(folder, { recursive: true })
process.exit(0)
