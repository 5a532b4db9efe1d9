import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import type { Transaction } from './api.ts'
import { type Program, startProgram } from './program.ts'
import { type RawUpstream, startRawUpstream } from './raw-upstream.ts'
import { type Attack, corpus } from './smuggling-corpus.ts'
import { until } from './until.ts'

const shared = {} as { program: Program; upstream: RawUpstream }
before(async () => {
  shared.upstream = await startRawUpstream()
  shared.program = await startProgram({
    workers: 1,
    env: { MEDIARY_ROUTER_HEADERS_TIMEOUT: '400', MEDIARY_ROUTER_IDLE_TIMEOUT: '400' },
  })
  await shared.program.makeChannel(
    { name: 'open', authType: 'public', urlPattern: '^/open', methods: ['GET', 'POST'] },
    shared.upstream.port,
  )
})
after(async () => {
  await shared.program?.end()
  shared.upstream?.stop()
})

/** Writes the bytes; resolves with the statuses once all answers that are due are here, or the gateway has closed. */
async function attack({ bytes, passes }: Attack): Promise<number[]> {
  const socket = connect(shared.program.ports.http, '127.0.0.1')
  const state = { answers: '', closed: false }
  const statuses = () =>
    [...state.answers.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => Number(status)).filter((one) => one >= 200)
  socket.on('error', () => undefined)
  socket.on('close', () => {
    state.closed = true
  })
  socket.on('data', (data) => {
    state.answers += data
  })
  socket.write(Buffer.from(bytes, 'latin1'))
  await until('it is answered', () => state.closed || (passes.length > 0 && statuses().length >= passes.length))
  socket.destroy()
  return statuses()
}

type Summary = { method: string; target: string }

async function recordedUpTo(target: string): Promise<Summary[]> {
  const page = await shared.program.get<Transaction[]>('/transactions?filterLimit=20')
  const all = page.map(({ request }) => ({ method: request.method, target: request.path })).reverse()
  return all.slice(all.findLastIndex((one) => one.target.startsWith('/open/end') && one.target !== target) + 1)
}

for (const [n, one] of corpus.entries()) {
  const fate = one.passes.length ? `is ${one.passes.length} and no more` : 'is refused'
  test(`${one.name} ${fate}; what reaches the upstream is what is recorded`, async () => {
    const from = shared.upstream.seen.length
    const statuses = await attack(one)
    // Whatever was going to reach the upstream has reached it before what is sent now.
    const end = `/open/end-${n}`
    assert.equal((await fetch(`${shared.program.http}${end}`)).status, 200)
    const reached: Summary[] = shared.upstream.seen.slice(from).map(({ method, target }) => ({ method, target }))
    assert.deepEqual(await recordedUpTo(end), reached)
    assert.deepEqual(
      reached.map(({ target }) => target),
      [...one.passes, end],
    )
    assert.equal(
      statuses.some((status) => status >= 400),
      one.passes.length === 0,
      `answered ${statuses}`,
    )
  })
}
