// The part of OpenHIM's management API that an import reads, over the documents of a database, on a real socket.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { EJSON } from 'bson'
import type { Documents } from './dump.ts'

type Plain = Record<string, unknown>
type Options = {
  /** Undefined: users have no token passport, so that only Basic works. */
  salt: string | undefined
  user: { email: string; password: string }
}

const sha512 = (text: string) => createHash('sha512').update(text).digest('hex')
const isRecord = (value: unknown): value is Plain => typeof value === 'object' && value !== null

/** As the API answers: ids and times are texts. */
function toJson(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(toJson)
  if (!isRecord(value)) return value
  if ('toHexString' in value) return String(value)
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, toJson(one)]))
}

const withoutIds = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutIds)
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => (key === '_id' || key === '__v' ? [] : [[key, withoutIds(one)]])),
  )
}

const paths: Record<string, string> = {
  '/groups': 'contactgroups',
  '/clients': 'clients',
  '/channels': 'channels',
  '/mediators': 'mediators',
  '/visualizers': 'visualizers',
  '/users': 'users',
}

/** Starts the API. `calls` counts the calls by path. */
export async function startOpenhimApi(documents: Documents, { salt, user }: Options) {
  const list = (collection: string): Plain[] => (documents[collection] ?? []).map(toJson).filter(isRecord)
  const calls = new Map<string, number>()
  const state = { failAfter: Number.POSITIVE_INFINITY }

  function isSignedIn({ headers }: IncomingMessage) {
    const { authorization } = headers
    if (headers['auth-username'] === undefined)
      return authorization === `Basic ${Buffer.from(`${user.email}:${user.password}`).toString('base64')}`
    const { 'auth-salt': own, 'auth-ts': at, 'auth-token': token } = headers
    if (salt === undefined || Math.abs(Date.parse(String(at)) - Date.now()) > 10_000) return false
    return token === sha512(sha512(salt + user.password) + own + at)
  }

  function exportAll() {
    const [keystore = {}] = list('keystores')
    const all = {
      Channels: list('channels'),
      Clients: list('clients'),
      Mediators: list('mediators'),
      Users: list('users'),
      Passports: list('passports'),
      ContactGroups: list('contactgroups'),
      KeystoreModelAPI: [keystore],
    }
    return [withoutIds(all)]
  }

  function search(query: URLSearchParams) {
    const filters: Plain = JSON.parse(query.get('filters') ?? '{}')
    const { $lte = '9' } = JSON.parse(String(filters['request.timestamp'] ?? '{}'))
    const toTime = ({ request }: Plain) => (isRecord(request) ? String(request.timestamp) : '')
    const found = list('transactions')
      .filter((one) => toTime(one) <= $lte)
      .sort((a, b) => (toTime(a) < toTime(b) ? 1 : -1))
    const limit = Number(query.get('filterLimit'))
    const page = found.slice(limit * Number(query.get('filterPage')))
    return page
      .slice(0, limit)
      .map(({ orchestrations, routes, ...one }) =>
        query.get('filterRepresentation') === 'full' ? { ...one, orchestrations, routes } : one,
      )
  }

  function answer(path: string, query: URLSearchParams): unknown {
    if (path === '/about') return { currentCoreVersion: '8.5.0' }
    if (path === '/metadata') return exportAll()
    if (path === '/keystore/ca') return list('keystores')[0]?.ca ?? []
    if (path === '/roles') return [{ name: 'clinic', channels: [], clients: [] }]
    if (path === '/transactions') return search(query)
    const collection = paths[path]
    if (collection !== 'clients') return collection && list(collection)
    return list('clients').map(({ customTokenID, ...client }) => ({
      ...client,
      ...(customTokenID !== undefined && { customTokenSet: true }),
    }))
  }

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://openhim')
    calls.set(pathname, (calls.get(pathname) ?? 0) + 1)
    const send = (status: number, body: unknown = '') =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(EJSON.stringify(body))
    if (--state.failAfter < 0) return void request.socket.destroy()
    if (pathname.startsWith('/authenticate/'))
      return void (salt === undefined ? send(404) : send(200, { salt, ts: new Date().toISOString() }))
    if (!isSignedIn(request)) return void send(401)
    const found = answer(pathname, searchParams)
    return void (found === undefined ? send(404) : send(200, found))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: new URL(`http://127.0.0.1:${port}`),
    calls,
    /** From the nth call on, connections are closed. */
    failAfter: (n: number) => (state.failAfter = n),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
