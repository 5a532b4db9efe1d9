import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { Agent, request as ask } from 'node:http'
import type { Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { answerWith, type Behaviour, startClosingUpstream } from './closing-upstream.ts'
import { type Program, startProgram } from './program.ts'
import { until } from './until.ts'

type Call = { name: string; primary?: boolean; error?: { message: string }; response?: { status: number } }
type Recorded = { status: string; orchestrations: Call[]; routes: (Call & { orchestrations?: Call[] })[] }

let program: Program
before(async () => {
  program = await startProgram({ workers: 1 })
})
after(() => program.end())

const send = (path: string, method: string, body?: string) =>
  fetch(`${program.http}${path}`, { method, ...(body !== undefined && { body }) })

const findTransaction = (answer: Response) =>
  until('the transaction has ended', async () => {
    const one = await program.get<Recorded>(`/transactions/${answer.headers.get('x-openhim-transactionid')}`)
    return one.status === 'Processing' ? undefined : one
  })

/** Ends the connection in place of an answer, in one of the two ways in which a system does. */
const endings: Record<string, (socket: Socket) => void> = {
  closes: (socket) => void socket.destroy(),
  resets: (socket) => void socket.resetAndDestroy(),
}

/** Answers the first request of a connection and ends it at the second. */
const endsAtSecond =
  (end: (socket: Socket) => void): Behaviour =>
  ({ number }, socket) =>
    number === 1 ? answerWith(socket, 'answered') : end(socket)

async function makeChannel(name: string, port: number, routes: Record<string, unknown>[] = []) {
  const primary = { name: 'primary', host: '127.0.0.1', port, primary: true }
  const methods = ['GET', 'HEAD', 'OPTIONS', 'DELETE', 'PUT', 'POST', 'PATCH']
  const urlPattern = `^/${name}/`
  await program.makeChannel({ name, urlPattern, methods, authType: 'public', routes: [primary, ...routes] }, 0)
}

for (const [how, end] of Object.entries(endings)) {
  for (const [method, body] of [
    ['GET', undefined],
    ['HEAD', undefined],
    ['OPTIONS', undefined],
    ['DELETE', undefined],
    ['PUT', 'small'],
    ['PUT', 'x'.repeat(700_000)],
  ] as const)
    test(`a ${method} of ${body?.length ?? 0} bytes is sent once more when the upstream ${how} a used connection`, async (t) => {
      const name = `${how}-${method}-${body?.length ?? 0}`
      const upstream = await startClosingUpstream(endsAtSecond(end))
      t.after(upstream.stop)
      await makeChannel(name, upstream.port)
      assert.equal((await send(`/${name}/first`, 'GET')).status, 200)
      const answer = await send(`/${name}/second`, method, body)
      assert.equal(answer.status, 200)
      const transaction = await findTransaction(answer)
      assert.equal(transaction.status, 'Successful')
      const asked = upstream.requests.filter(({ head }) => head.startsWith(`${method} /${name}/second`))
      const [lost, answered] = transaction.orchestrations
      // The gateway may learn of the end before it has written: then nothing was sent twice.
      if (asked.length === 2) {
        assert.match(lost?.error?.message ?? '', /closed the connection before it answered/)
        assert.equal(answered?.response?.status, 200)
      } else assert.equal(lost?.response?.status, 200)
    })

  for (const method of ['POST', 'PATCH'])
    test(`a ${method} that the upstream got is never sent again when it ${how} the connection`, async (t) => {
      const name = `once-${how}-${method}`
      const upstream = await startClosingUpstream(endsAtSecond(end))
      t.after(upstream.stop)
      await makeChannel(name, upstream.port)
      await send(`/${name}/first`, 'GET')
      assert.equal((await send(`/${name}/second`, method, 'change')).status, 502)
      assert.equal(upstream.requests.filter(({ head }) => head.startsWith(method)).length, 1)
    })
}

test('a request that is lost on a new connection is not sent again', async (t) => {
  const upstream = await startClosingUpstream((_request, socket) => void socket.destroy())
  t.after(upstream.stop)
  await makeChannel('fresh', upstream.port)
  assert.equal((await send('/fresh/x', 'GET')).status, 502)
  assert.equal(upstream.requests.length, 1)
})

test('an answer that breaks off after its first bytes is not asked for again', async (t) => {
  const upstream = await startClosingUpstream(({ number }, socket) => {
    if (number === 1) return answerWith(socket, 'answered')
    socket.end('HTTP/1.1 200')
  })
  t.after(upstream.stop)
  await makeChannel('partial', upstream.port)
  await send('/partial/first', 'GET')
  assert.equal((await send('/partial/second', 'GET')).status, 502)
  assert.equal(upstream.requests.length, 2)
})

test('a secondary route is asked once more, too, and its record says so', async (t) => {
  const [primary, second] = await Promise.all([
    startClosingUpstream((_request, socket) => answerWith(socket, 'primary')),
    startClosingUpstream(endsAtSecond((socket) => void socket.destroy())),
  ])
  t.after(() => [primary, second].forEach(({ stop }) => void stop()))
  await makeChannel('secondary', primary.port, [{ name: 'second', host: '127.0.0.1', port: second.port }])
  await findTransaction(await send('/secondary/1', 'GET'))
  const { routes } = await findTransaction(await send('/secondary/2', 'GET'))
  assert.equal(routes[0]?.response?.status, 200)
  assert.match(routes[0]?.orchestrations?.[0]?.error?.message ?? '', /closed the connection before it answered/)
})

test('a connection is not used again close to the end that the upstream has announced', async (t) => {
  const upstream = await startClosingUpstream((_request, socket) =>
    answerWith(socket, 'answered', 'Keep-Alive: timeout=1\r\n'),
  )
  t.after(upstream.stop)
  await makeChannel('announced', upstream.port)
  for (const n of [1, 2, 3]) assert.equal((await send(`/announced/${n}`, 'GET')).status, 200)
  assert.equal(upstream.state.connections, 3)
})

test('no request is lost to an upstream that ends its idle connections at random', async (t) => {
  const upstream = await startClosingUpstream((_request, socket) => {
    answerWith(socket, 'answered')
    const end = randomInt(2) ? endings.closes : endings.resets
    if (randomInt(3) === 0) setTimeout(() => end?.(socket), randomInt(4))
  })
  t.after(upstream.stop)
  await makeChannel('random', upstream.port)
  const total = 400
  const agent = new Agent({ keepAlive: true })
  const statuses = new Map<number, number>()
  const askOne = () =>
    new Promise<void>((resolve, reject) => {
      ask(`${program.http}/random/x`, { agent }, (answer) => {
        const status = answer.statusCode ?? 0
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
        answer.resume().once('end', resolve)
      })
        .once('error', reject)
        .end()
    })
  let left = total
  const sendInTurn = async () => {
    while (left-- > 0) await askOne()
  }
  await Promise.all(Array.from({ length: 8 }, sendInTurn))
  agent.destroy()
  assert.deepEqual([...statuses], [[200, total]])
})
