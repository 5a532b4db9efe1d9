// The reader of answers beside Node's own client: it may refuse more, and never understands anything else.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { readAnswer } from '../../../testing/http1/answers.ts'
import { generatedAnswers } from '../../../testing/http1/generated-answers.ts'
import { startNodeClient } from '../../../testing/http1/node-client.ts'

const runs = Number(process.env.MEDIARY_GENERATED_ANSWERS ?? 1_000)

let node: Awaited<ReturnType<typeof startNodeClient>>
before(async () => {
  node = await startNodeClient()
})
after(() => node.close())

test('what is understood is what Node understands: head, framing, body and trailers', async () => {
  const seen = { understood: 0, refused: 0, bodies: 0, trailers: 0, refusedByUsOnly: 0 }
  await fc.assert(
    fc.asyncProperty(generatedAnswers, async ({ bytes, method }) => {
      const ours = readAnswer(bytes, [], method)
      const theirs = await node.read(bytes, method)
      if ('refused' in ours) {
        seen.refused++
        if (theirs) seen.refusedByUsOnly++
        return
      }
      assert.ok(theirs, `Node refuses what is understood as ${JSON.stringify(ours.got)}`)
      // Node has no difference between no reason phrase and an empty one.
      assert.deepEqual({ ...ours.got, reason: ours.got.reason ?? '' }, theirs)
      seen.understood++
      if (ours.got.body) seen.bodies++
      if (ours.got.trailers.length) seen.trailers++
    }),
    { numRuns: runs },
  )
  // Otherwise the generator would show nothing.
  assert.ok(seen.understood > runs / 10 && seen.refused > runs / 10, JSON.stringify(seen))
  assert.ok(seen.bodies > runs / 50 && seen.trailers > 0, JSON.stringify(seen))
})

test('where the bytes are cut makes no difference', () => {
  fc.assert(
    fc.property(generatedAnswers, ({ bytes, method }) => {
      const whole = readAnswer(bytes, [], method)
      const everywhere = Array.from({ length: Math.max(0, bytes.length - 1) }, (_, i) => i + 1)
      const allCuts = [everywhere, ...everywhere.map((place) => [place])]
      for (const cuts of allCuts) {
        const cut = readAnswer(bytes, cuts, method)
        if ('refused' in whole) assert.ok('refused' in cut, `refused as a whole only: ${cuts}`)
        else assert.deepEqual(cut, whole)
      }
    }),
    { numRuns: runs / 2 },
  )
})
