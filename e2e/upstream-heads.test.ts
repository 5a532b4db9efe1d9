// What an upstream says in the head of its answer, and what a route makes of the head of a request.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import type { Refusal, Transaction } from './api.ts'
import { type Program, startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream, type Upstream } from './upstream.ts'

const maxHeaderBytes = 40_000
let program: Program
let upstream: Upstream

before(async () => {
  program = await startProgram({ workers: 1, env: { MEDIARY_ROUTER_MAX_HEADER_BYTES: String(maxHeaderBytes) } })
  upstream = await startUpstream((seen, response) => {
    const cookies = Number(/cookies=(\d+)/.exec(seen.url)?.[1] ?? 0)
    const values = Array.from({ length: cookies }, (_, i) => `session-${i}=${'c'.repeat(980)}`)
    response.setHeader('Set-Cookie', values)
    response.end('answered')
  })
  await program.makeChannel({ name: 'portal', authType: 'public' }, upstream.port)
  const route = { name: 'main', host: '127.0.0.1', port: upstream.port, primary: true }
  const open = { authType: 'public', methods: ['GET'] }
  await program.makeChannel({ name: 'cut', ...open, routes: [{ ...route, pathTransform: 's/;v=1//g' }] }, 0)
  await program.makeChannel({ name: 'add', ...open, routes: [{ ...route, pathTransform: 's/up/../g' }] }, 0)
})
after(async () => {
  await program.end()
  await upstream.stop()
})

test('an answer with a head as large as the setting allows reaches the client whole', async () => {
  // fetch has a limit of its own.
  const asked = get(`${program.http}/portal?cookies=36`, { maxHeaderSize: maxHeaderBytes })
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  assert.equal(answer.statusCode, 200)
  assert.equal(answer.headers['set-cookie']?.length, 36)
  assert.equal(await text(answer), 'answered')
})

test('an answer with a larger head is a 502, and the record says why', async () => {
  const answer = await fetch(`${program.http}/portal?cookies=45`)
  assert.equal(answer.status, 502)
  const { status, error } = await program.get<Transaction>(
    `/transactions/${answer.headers.get('x-openhim-transactionid')}`,
  )
  assert.equal(status, 'Failed')
  assert.match(error?.message ?? '', /sent headers that are too large$/)
})

for (const [path, made] of [
  ['/cut/a/.;v=1./admin', 'the dots that a path transform leaves'],
  ['/cut/.;v=1/x', 'one dot that a path transform leaves'],
  ['/add/up/admin', 'the dots that a path transform writes'],
] as const)
  test(`${made} are refused, and nothing reaches the upstream`, async () => {
    const before = upstream.seen.length
    assert.equal((await fetch(program.http + path)).status, 400)
    await until('the refusal is recorded', async () => {
      const refusals = await program.get<Refusal[]>('/refusals')
      return refusals.some((one) => one.path === path && one.code === 'malformed' && one.status === 400)
    })
    assert.equal(upstream.seen.length, before)
  })

test('a path transform that makes an ordinary path is used', async () => {
  assert.equal((await fetch(`${program.http}/cut/a;v=1/b`)).status, 200)
  assert.equal(upstream.seen.at(-1)?.url, '/cut/a/b')
})
