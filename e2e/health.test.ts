import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { after, test } from 'node:test'
import type { RouteHealth } from '@mediary/contract/operations/health'
import { freePort } from '../server/src/testing/ports.ts'
import { startProgram } from './program.ts'
import { until } from './until.ts'

const credential = { authorization: `Basic ${Buffer.from('clinic-1:correct horse').toString('base64')}` }

async function listen(port: number, status = 200) {
  const server = createServer((request, response) => {
    response.statusCode = request.url?.endsWith('/broken') ? 503 : status
    response.end()
  })
  server.listen(port, '127.0.0.1').unref()
  await once(server, 'listening')
  return async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
}

test('a stopped upstream is down within ten seconds of traffic, still after a restart, and up again when it answers', async () => {
  const program = await startProgram({ workers: 2 })
  after(program.end)
  const port = await freePort()
  const stop = await listen(port)
  await program.makeChannel({ name: 'lab' }, port)
  await program.makeChannel({ name: 'quiet' }, 1)
  await program.makeClient({ clientID: 'clinic-1', password: 'correct horse' })
  const ask = (path: string) => fetch(program.http + path, { headers: { ...credential, connection: 'close' } })
  const findLab = async (state: RouteHealth['state']) => {
    const found = await program.get<RouteHealth[]>('/health/routes')
    assert.equal(found.find(({ channel }) => channel === 'quiet')?.state, 'silent')
    return found.find((one) => one.channel === 'lab' && one.state === state)
  }

  await ask('/lab/one')
  const up = await until('the lab is up', () => findLab('up'), 10_000)
  assert.equal(up.lastFailure, undefined)

  await ask('/lab/broken')
  const failing = await until('the lab is failing', () => findLab('failing'), 10_000)
  assert.deepEqual([failing.lastFailure?.kind, failing.lastFailure?.status], ['server-error', 503])

  await stop()
  const stopped = Date.now()
  await ask('/lab/two')
  const down = await until('the lab is down', () => findLab('down'), 10_000)
  const since = Date.parse(down.since ?? '')
  assert.ok(since >= stopped && since <= Date.now())
  assert.match(down.lastFailure?.message ?? '', /refused the connection/)
  assert.ok(down.lastGood)

  await program.stop()
  await program.startAgain()
  assert.equal((await findLab('down'))?.since, down.since)

  const end = await listen(port)
  await ask('/lab/three')
  await until('the lab is up again', () => findLab('up'), 10_000)
  await end()
})
