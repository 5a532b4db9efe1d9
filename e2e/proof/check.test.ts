import assert from 'node:assert/strict'
import { test } from 'node:test'
import { check, type Histories } from './check.ts'
import { answerTo, digest, numbered } from './numbered.ts'

const toId = (n: number) => String(n).padStart(24, '0')
const expected = { refused: [503], errors: /^Interrupted/ }

/** Three requests over one connection, all as they should be. */
function whole(first = 1): Histories {
  const numbers = [first, first + 1, first + 2]
  const reached = () => numbers.map((n) => ({ n, transactionId: toId(n), at: n }))
  return {
    sent: numbers.map((n) => ({
      n,
      connection: 1,
      at: n,
      answered: { at: n, status: 200, transactionId: toId(n), right: true },
    })),
    primary: reached(),
    secondary: reached(),
    kept: numbers.map((n) => {
      const { method, body, query } = numbered(n)
      const answer = answerTo({ n, query })
      return {
        id: toId(n),
        n,
        method,
        status: 'Successful',
        responseStatus: 200,
        error: null,
        request: body && digest(body),
        response: answer.length ? digest(answer) : undefined,
      }
    }),
  }
}

/** A history with one entry changed; undefined takes it out. */
const changed = <T>(list: T[], at: number, change: Partial<T> | undefined) =>
  list.flatMap((one, i) => (i !== at ? [one] : change ? [{ ...one, ...change }] : []))

test('histories that agree have no fault', () => {
  assert.deepEqual(check(whole(), expected), [])
})

test('an answer whose second route was cut off is recorded as one', () => {
  const both = Array.from({ length: 50 }, (_, n) => n).find((n) => numbered(n).path.startsWith('/both/')) ?? 0
  const all = whole(both)
  const change = { status: 'Completed with error(s)', error: 'Interrupted: the worker ended' }
  assert.deepEqual(check({ ...all, kept: changed(all.kept, 0, change) }, expected), [])
})

const planted: { name: string; plant: (all: Histories) => Partial<Histories>; found: RegExp }[] = [
  {
    name: 'an answer that is missing from the record',
    plant: ({ kept }) => ({ kept: changed(kept, 1, undefined), primary: [], secondary: [] }),
    found: /request 2 was answered .* is not recorded/,
  },
  {
    name: 'an answer whose record says that it failed',
    plant: ({ kept }) => ({ kept: changed(kept, 1, { status: 'Failed', error: 'Interrupted' }) }),
    found: /request 2 was answered with 200, and its record says Failed/,
  },
  {
    name: 'an answer that belongs to another request',
    plant: ({ sent }) => ({
      sent: changed(sent, 0, { answered: { at: 1, status: 200, transactionId: toId(1), right: false } }),
    }),
    found: /request 1 was answered with what is not its answer/,
  },
  {
    name: 'an answer that nobody may have got',
    plant: ({ sent }) => ({
      sent: changed(sent, 0, { answered: { at: 1, status: 404, transactionId: undefined, right: false } }),
    }),
    found: /request 1 was answered with 404/,
  },
  {
    name: 'what reached an upstream unrecorded',
    plant: ({ sent, kept }) => ({
      sent: changed(sent, 1, { answered: undefined } as never),
      kept: changed(kept, 1, undefined),
    }),
    found: /request 2 reached an upstream .* is not recorded/,
  },
  {
    name: 'what reached an upstream twice',
    plant: ({ primary }) => ({ primary: [...primary, ...primary.slice(2)] }),
    found: /request 3 reached its upstream twice/,
  },
  {
    name: 'what is recorded twice',
    plant: ({ kept }) => ({ kept: [...kept, { ...(kept[2] as (typeof kept)[0]), id: toId(4) }] }),
    found: /request 3 is recorded twice/,
  },
  {
    name: 'what overtook another request of its connection',
    plant: ({ primary }) => ({ primary: primary.toReversed() }),
    found: /request 2 reached its upstream after request 3/,
  },
  {
    name: 'a success that reached nobody',
    plant: ({ primary }) => ({ primary: changed(primary, 0, undefined) }),
    found: /request 1 is recorded as successful and reached nobody/,
  },
  {
    name: 'what is left open',
    plant: ({ sent, kept }) => ({
      sent: changed(sent, 0, { answered: undefined } as never),
      kept: changed(kept, 0, { status: 'Processing' }),
    }),
    found: /request 1 is left open/,
  },
  {
    name: 'a failure that nothing explains',
    plant: ({ sent, kept }) => ({
      sent: changed(sent, 0, { answered: undefined } as never),
      kept: changed(kept, 0, { status: 'Failed', error: 'The gateway failed' }),
    }),
    found: /request 1 is recorded as Failed: The gateway failed/,
  },
  {
    name: 'a body that is not what was answered',
    plant: ({ kept }) => ({ kept: changed(kept, 0, { response: digest(Buffer.from('other')) }) }),
    found: /request 1: the recorded answer is not/,
  },
]

for (const { name, plant, found } of planted)
  test(`the checker finds ${name}`, () => {
    const histories = { ...whole(), ...plant(whole()) }
    assert.match(check(histories, expected).join('\n'), found)
  })
