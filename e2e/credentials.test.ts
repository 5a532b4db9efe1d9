import assert from 'node:assert/strict'
import { Agent, request } from 'node:http'
import { after, before, test } from 'node:test'
import type { Refusal } from './api.ts'
import { jwt, jwtSettings } from './jwt.ts'
import { type Program, startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream, type Upstream } from './upstream.ts'

type Named = { _id: string; clientID: string }
type Credential = {
  _id: string
  kind: string
  state: string
  secret: string
  validUntil: string | null
  lastUsed: { from: string } | null
}
type Transaction = { credential?: string }

let program: Program
let upstream: Upstream
before(async () => {
  upstream = await startUpstream()
  program = await startProgram({ workers: 2, env: jwtSettings })
  await program.makeChannel({ name: 'lab' }, upstream.port)
})
after(async () => {
  await program?.end()
  await upstream?.stop()
})

async function makeClient(clientID: string) {
  await program.makeClient({ clientID, clientDomain: `${clientID}.example` })
  const { _id } = (await program.get<Named[]>('/clients')).find((one) => one.clientID === clientID) ?? { _id: '' }
  const url = `/clients/${_id}/credentials`
  const send = async (method: 'POST' | 'DELETE', path: string, body?: object) => {
    const answer = await program.call(method, `${url}${path}`, body)
    assert.ok(answer.status < 300, answer.text)
    return answer.json() as Credential
  }
  return {
    add: (body: object) => send('POST', '', body),
    rotate: (id: string, overlapSeconds: number) => send('POST', `/${id}/rotate`, { overlapSeconds }),
    revoke: (id: string) => send('DELETE', `/${id}`),
    list: () => program.get<Credential[]>(url),
    usage: (id: string) => program.get<{ requests: number; safe: boolean }>(`${url}/${id}/usage`),
  }
}

/** Each request comes on a connection of its own, so that both workers are asked in turn. */
async function statuses(authorization: string) {
  const requests = Array.from({ length: 4 }, () =>
    fetch(`${program.http}/lab`, { headers: { authorization, connection: 'close' } }),
  )
  return [...new Set((await Promise.all(requests)).map(({ status }) => status))]
}

/** Sends requests on one connection, and returns the statuses of their answers. */
function keepAlive(authorization: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ports = new Set<number | undefined>()
  const send = () =>
    new Promise<number>((resolve, reject) => {
      const sent = request(`${program.http}/lab`, { agent, headers: { authorization } }, (answer) => {
        ports.add(answer.socket.localPort)
        answer.resume().once('end', () => resolve(answer.statusCode ?? 0))
      })
      sent.once('error', reject).end()
    })
  return { send, ports, close: () => agent.destroy() }
}

const toBasic = (clientID: string, password: string) =>
  `Basic ${Buffer.from(`${clientID}:${password}`).toString('base64')}`

const findRefusal = (code: string, client: string) =>
  until(`the refusal ${code} is recorded`, async () =>
    (await program.get<Refusal[]>('/refusals?limit=200')).find((one) => one.code === code && one.client === client),
  )

test('a rotated token and its successor pass on every worker until the overlap ends, also on an open connection', async () => {
  const client = await makeClient('rotating')
  const first = await client.add({ kind: 'token' })
  assert.deepEqual(await statuses(`Custom ${first.secret}`), [200])
  const connection = keepAlive(`Custom ${first.secret}`)
  assert.equal(await connection.send(), 200)

  const successor = await client.rotate(first._id, 2)
  const end = Date.parse((await client.list()).find(({ _id }) => _id === first._id)?.validUntil ?? '')
  assert.deepEqual(await statuses(`Custom ${successor.secret}`), [200])
  const sent = Date.now()
  const [during, onConnection] = [await statuses(`Custom ${first.secret}`), await connection.send()]
  if (Date.now() < end) assert.deepEqual([during, onConnection], [[200], 200], `sent at ${sent}, end at ${end}`)
  await until('the overlap has ended', async () => Date.now() >= end)
  assert.deepEqual(await statuses(`Custom ${first.secret}`), [401])
  assert.equal(await connection.send(), 401)
  assert.equal(connection.ports.size, 1)
  connection.close()
  assert.deepEqual(await statuses(`Custom ${successor.secret}`), [200])
  assert.match((await findRefusal('expired-credential', 'rotating')).reason, /has expired/)
})

test('a revoked password is refused at the next request on every worker, and another password of the client passes', async () => {
  const client = await makeClient('revoking')
  const made = await client.add({ kind: 'basic', name: 'made by the server' })
  await client.add({ kind: 'basic', password: 'correct horse' })
  const [first, second] = [toBasic('revoking', made.secret), toBasic('revoking', 'correct horse')]
  for (const password of [first, second]) assert.deepEqual(await statuses(password), [200])
  const [newest, before] = await program
    .get<Transaction[]>('/transactions?filterLimit=8&filterPage=0')
    .then((all) => [all[0], all[7]])
  assert.notEqual(newest?.credential, made._id)
  assert.equal(before?.credential, made._id)
  const usage = await client.usage(made._id)
  assert.deepEqual([usage.requests, usage.safe], [4, false])
  await until('the last use is known', async () =>
    (await client.list()).find(({ _id, lastUsed }) => _id === made._id && lastUsed?.from === '127.0.0.1'),
  )
  await client.revoke(made._id)
  assert.deepEqual(await statuses(first), [401])
  assert.deepEqual(await statuses(second), [200])
})

test('a credential begins by the clock, without a further change', async () => {
  const client = await makeClient('beginning')
  const from = Date.now() + 2_000
  const made = await client.add({ kind: 'basic', validFrom: new Date(from).toISOString() })
  const authorization = toBasic('beginning', made.secret)
  const early = await statuses(authorization)
  if (Date.now() < from) assert.deepEqual(early, [401])
  await until('it has begun', async () => Date.now() >= from)
  assert.deepEqual(await statuses(authorization), [200])
})

test('a subject of JSON Web Tokens is a credential, and takes the place of the Client ID', async () => {
  const client = await makeClient('federated')
  assert.deepEqual(await statuses(`Bearer ${jwt({ sub: 'federated' })}`), [200])
  const made = await client.add({ kind: 'jwt', subject: 'a1b2@issuer' })
  assert.deepEqual(await statuses(`Bearer ${jwt({ sub: 'a1b2@issuer' })}`), [200])
  assert.deepEqual(await statuses(`Bearer ${jwt({ sub: 'federated' })}`), [401])
  await client.revoke(made._id)
  assert.deepEqual(await statuses(`Bearer ${jwt({ sub: 'a1b2@issuer' })}`), [401])
  assert.deepEqual(await statuses(`Bearer ${jwt({ sub: 'federated' })}`), [401])
})

test('whoever sends an expired secret gets the answer of an unknown one, but for the id of the refusal', async () => {
  const client = await makeClient('expired')
  const made = await client.add({ kind: 'token' })
  await client.rotate(made._id, 0)
  const ask = async (token: string) => {
    const answer = await fetch(`${program.http}/lab`, { headers: { authorization: `Custom ${token}` } })
    const id = answer.headers.get('x-mediary-refusal-id') ?? ''
    assert.match(id, /^[0-9a-f]{24}$/)
    return [answer.status, answer.headers.get('www-authenticate'), (await answer.text()).replace(id, 'id')]
  }
  assert.deepEqual(await ask(made.secret), await ask('nobody-has-this-token'))
})
