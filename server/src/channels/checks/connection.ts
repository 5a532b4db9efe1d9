import { isIP, connect as openSocket, type Socket } from 'node:net'
import { type ConnectionOptions, connect as openTls, type TLSSocket } from 'node:tls'
import type { Connection } from '@mediary/contract/channels/checks'
import { tooManyRequests } from '../../platform/http/problem.ts'

// Limits how many connections the server tries at once, and how long each may take.
const bounds = { atOnce: 4, milliseconds: 10_000 }

type Target = { host: string; port: number; secured: boolean; ca: string | undefined }
type Outcome = Connection['outcome']

/** Connects as the gateway would, shakes hands if the route is secured, and hangs up. Not a byte of a request is sent. */
export function connectionChecks() {
  const state = { running: 0 }
  return async (target: Target): Promise<Connection> => {
    if (state.running >= bounds.atOnce) throw tooManyRequests('too-many-connection-checks')
    state.running++
    try {
      return await check(target)
    } finally {
      state.running--
    }
  }
}

async function check({ host, port, secured, ca }: Target): Promise<Connection> {
  const began = performance.now()
  const passed = () => Math.round(performance.now() - began)
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  const socket = openSocket({ host: bare, port })
  const deadline = AbortSignal.timeout(bounds.milliseconds)
  try {
    const failure = await awaitEvent(socket, 'connect', deadline)
    if (failure) return { outcome: failure, milliseconds: passed() }
    const { remoteAddress: address } = socket
    if (!secured) return { outcome: 'connected', milliseconds: passed(), address }
    const secure = openTls(buildTlsOptions(socket, bare, ca))
    const refusal = await awaitEvent(secure, 'secureConnect', deadline)
    if (refusal) return { outcome: refusal === 'timeout' ? 'timeout' : 'not-tls', milliseconds: passed(), address }
    const tls = describeTls(secure)
    return { outcome: tls.trusted ? 'connected' : 'untrusted', milliseconds: passed(), address, tls }
  } finally {
    socket.destroy()
  }
}

// What does not verify is reported, so the handshake is not broken off for it.
const buildTlsOptions = (socket: Socket, host: string, ca: string | undefined): ConnectionOptions => ({
  socket,
  host,
  rejectUnauthorized: false,
  ...(ca !== undefined && { ca }),
  ...(!isIP(host) && { servername: host }),
})

/** Undefined when it came, else why not. */
const awaitEvent = (socket: Socket, name: 'connect' | 'secureConnect', deadline: AbortSignal) =>
  new Promise<Outcome | undefined>((resolve) => {
    socket.once(name, () => resolve(undefined))
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(outcomes[error.code ?? ''] ?? 'failed'))
    socket.once('close', () => resolve('failed'))
    deadline.addEventListener('abort', () => resolve('timeout'))
  })

const outcomes: Record<string, Outcome> = {
  ENOTFOUND: 'unknown-name',
  EAI_AGAIN: 'unknown-name',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ETIMEDOUT: 'timeout',
}

function describeTls(socket: TLSSocket): NonNullable<Connection['tls']> {
  const { subject, issuer, subjectaltname = '', valid_to } = socket.getPeerCertificate()
  const names = [...subjectaltname.matchAll(/(?:DNS|IP Address):([^,"]+)/g)].map(([, name = '']) => name)
  return {
    protocol: socket.getProtocol() ?? '',
    trusted: socket.authorized,
    ...(!socket.authorized && { problem: String(socket.authorizationError ?? '') }),
    ...(subject?.CN && { commonName: firstName(subject.CN) }),
    ...(issuer && { issuer: firstName(issuer.CN ?? issuer.O ?? '') }),
    names,
    ends: new Date(valid_to ?? 0).toISOString(),
  }
}

const firstName = (name: string | string[]) => [name].flat()[0] ?? ''
