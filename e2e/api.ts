import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'

type Answer = { status: number; text: string; json: () => unknown; headers: Headers }

/** The management API, called as an administrator with Basic. */
export function managementApi(base: string, admin: { email: string; password: string }) {
  const authorization = `Basic ${Buffer.from(`${admin.email}:${admin.password}`).toString('base64')}`

  const call = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const response = await fetch(base + path, {
      method,
      headers: { authorization, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, text, json: () => JSON.parse(text), headers: response.headers }
  }

  const made = async (path: string, body: unknown) => {
    const answer = await call('POST', path, body)
    assert.equal(answer.status, 201, `${path}: ${answer.text}`)
  }

  return {
    base,
    authorization,
    call,
    get: async <T>(path: string) => {
      const answer = await call('GET', path)
      assert.equal(answer.status, 200, `${path}: ${answer.text}`)
      return answer.json() as T
    },
    /** Hashed while it comes, never held. */
    async download(path: string) {
      const response = await fetch(base + path, { headers: { authorization } })
      const hash = createHash('sha256')
      let size = 0
      const reader = response.body?.getReader()
      for (let read = await reader?.read(); read?.value; read = await reader?.read()) {
        hash.update(read.value)
        size += read.value.length
      }
      return { status: response.status, size, hash: hash.digest('hex') }
    },
    makeClient: (client: Record<string, unknown>) =>
      made('/clients', { name: client.clientID, roles: ['clinic'], ...client }),
    makeChannel: (channel: Record<string, unknown>, port: number) =>
      made('/channels', {
        urlPattern: `^/${channel.name}`,
        methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'],
        allow: ['clinic'],
        routes: [{ name: 'upstream', host: '127.0.0.1', port, primary: true }],
        ...channel,
      }),
  }
}
export type ManagementApi = ReturnType<typeof managementApi>

export type Transaction = {
  _id: string
  clientID?: string
  channelID: string
  status: string
  authentication?: string
  request: { method: string; path: string; querystring: string; headers: Record<string, string>; body?: string }
  response?: { status: number; headers: Record<string, string>; body?: string }
  error?: { message: string }
}
export type Refusal = {
  client?: string
  channel?: string
  stage: string
  code?: string
  status: number
  reason: string
  clientIP: string
  path?: string
  count: number
}
