// The reader of requests beside Node's own server: it may refuse more, and never understands anything else.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { generatedRequests } from '../../../testing/http1/generated-requests.ts'
import { readRequests, startNodeServer, startOwnServer } from '../../../testing/http1/requests.ts'

const runs = Number(process.env.MEDIARY_GENERATED_REQUESTS ?? 1_000)

const servers = {} as Record<'node' | 'own', Awaited<ReturnType<typeof startNodeServer>>>
before(async () => {
  servers.node = await startNodeServer()
  servers.own = await startOwnServer()
})
after(() => {
  servers.node?.close()
  servers.own?.close()
})

test('what is understood is what Node understands: each request, its framing, body and trailers', async () => {
  const seen = { understood: 0, whole: 0, refused: 0, bodies: 0, trailers: 0, pipelined: 0, fewer: 0 }
  await fc.assert(
    fc.asyncProperty(generatedRequests, fc.nat(), async (bytes, at) => {
      const cut = bytes.length ? at % bytes.length : 0
      const [theirs, ours] = await Promise.all([servers.node.send(bytes), servers.own.send(bytes, cut)])
      if (ours.requests.length < theirs.requests.length) seen.fewer++
      if (/^HTTP\/1\.1 4/m.test(ours.answers)) seen.refused++
      if (ours.requests.length > 1) seen.pipelined++
      for (const [i, { body, trailers, ...head }] of ours.requests.entries()) {
        const node = theirs.requests[i]
        assert.ok(node, `Node does not see the request ${JSON.stringify(head)}`)
        const { body: theirBody, trailers: theirTrailers, ...theirHead } = node
        assert.deepEqual(head, theirHead)
        seen.understood++
        if (!trailers) continue
        assert.deepEqual({ body, trailers }, { body: theirBody, trailers: theirTrailers })
        seen.whole++
        if (body) seen.bodies++
        if (trailers.length) seen.trailers++
      }
    }),
    { numRuns: runs },
  )
  // Otherwise the generator would show nothing.
  assert.ok(seen.whole > runs / 3 && seen.refused > runs / 10 && seen.pipelined > runs / 20, JSON.stringify(seen))
  assert.ok(seen.bodies > runs / 50 && seen.trailers > 0, JSON.stringify(seen))
})

test('where the bytes are cut makes no difference', () => {
  fc.assert(
    fc.property(generatedRequests, (bytes) => {
      const whole = readRequests(bytes)
      const everywhere = Array.from({ length: Math.max(0, bytes.length - 1) }, (_, i) => i + 1)
      const allCuts = [everywhere, ...everywhere.map((place) => [place])]
      for (const cuts of allCuts) assert.deepEqual(readRequests(bytes, cuts), whole)
    }),
    { numRuns: runs / 2 },
  )
})
