import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Channel } from '@mediary/contract/channels'
import fc from 'fast-check'
import { indexByPath } from './by-path.ts'
import { compileChannel } from './compile.ts'

const channel = (urlPattern: string, n: number) =>
  compileChannel(Channel.parse({ _id: '0'.repeat(24), name: `c${n}`, urlPattern, methods: ['GET'] }))

const step = fc.constantFrom('/a', '/b', '/ab', 'a', '')
const path = fc.array(step, { minLength: 1, maxLength: 4 }).map((steps) => `/${steps.join('')}`)
const pattern = fc
  .tuple(fc.constantFrom('^', ''), path, fc.constantFrom('$', '', '.*', '+', '?', '(/x)?', '|/a'))
  .map((segments) => segments.join(''))

test('whatever the patterns, those found for a path are all that take it, in the order given', () => {
  fc.assert(
    fc.property(fc.array(pattern, { minLength: 20, maxLength: 60 }), path, (patterns, asked) => {
      const channels = patterns.map(channel)
      const found = indexByPath(channels)(asked)
      const taking = channels.filter(({ takesPath }) => takesPath(asked))
      assert.deepEqual(
        found.filter(({ takesPath }) => takesPath(asked)).map(({ channel }) => channel.name),
        taking.map(({ channel }) => channel.name),
      )
    }),
  )
})

test('of ten thousand channels a path is compared with the few that begin as it does', () => {
  const channels = Array.from({ length: 10_000 }, (_, n) => channel(`^/facility-${n}/`, n))
  assert.equal(indexByPath(channels)('/facility-4711/orders').length, 1)
  assert.equal(indexByPath(channels)('/elsewhere').length, 0)
})
