// The setting `router.engine`: what a client sees is the same with our own HTTP server and with Node's.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Refusal, Transaction } from './api.ts'
import { type Program, startProgram } from './program.ts'
import { sendRaw } from './raw-socket.ts'
import { until } from './until.ts'
import { startUpstream, type Upstream } from './upstream.ts'

for (const engine of ['own', 'node'])
  describe(`the engine ${engine}`, () => {
    const shared = {} as { program: Program; upstream: Upstream }
    before(async () => {
      const upstream = await startUpstream(({ body }, response) => void response.end(body))
      const program = await startProgram({ workers: 1, env: { MEDIARY_ROUTER_ENGINE: engine } })
      Object.assign(shared, { program, upstream })
      await program.makeChannel({ name: 'open', authType: 'public' }, upstream.port)
    })
    after(async () => {
      await shared.program?.end()
      await shared.upstream?.stop()
    })

    const raw = (bytes: string) => sendRaw(shared.program.ports.http, bytes)

    test('a body with a length, and one in chunks, reach the upstream and the record', async () => {
      const lengths = 'POST /open/a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc'
      const chunks =
        'POST /open/b HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n1\r\nf\r\n0\r\n\r\n'
      const answers = await raw(lengths + chunks)
      assert.match(answers, /^HTTP\/1\.1 200 OK\r\n.*abc.*HTTP\/1\.1 200 OK\r\n.*def/s)
      const recorded = await shared.program.get<Transaction[]>('/transactions?filterRepresentation=full')
      const bodies = recorded.map(({ request }) => [request.path, request.body]).sort()
      assert.deepEqual(bodies, [
        ['/open/a', 'abc'],
        ['/open/b', 'def'],
      ])
    })

    test('bytes that are no request are refused after the request before them is answered', async () => {
      const answers = await raw('GET /open/c HTTP/1.1\r\nHost: a\r\n\r\nnonsense\r\n\r\n')
      assert.deepEqual(answers.match(/^HTTP\/1\.1 \d+/gm), ['HTTP/1.1 200', 'HTTP/1.1 400'])
    })

    test('a request without a Host header is refused and recorded', async () => {
      assert.match(await raw('GET /open/d HTTP/1.1\r\n\r\n'), /^HTTP\/1\.1 400 /)
      await until('the refusal is recorded', async () => {
        const refusals = await shared.program.get<Refusal[]>('/refusals?limit=50')
        return refusals.some(({ reason }) => reason === 'The request has no Host header')
      })
    })
  })
