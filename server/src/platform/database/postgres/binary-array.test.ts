import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { newDatabaseUrl } from '../../../testing/stores.ts'
import { bigintArray, bytesArray, integerArray, textArray } from './binary-array.ts'
import { openPool } from './pool.ts'

const orNull = <T>(values: fc.Arbitrary<T>) => fc.array(fc.option(values, { nil: null }), { maxLength: 40 })
// PostgreSQL keeps no zero byte in a text.
const text = fc.string({ unit: 'binary', maxLength: 300 }).map((value) => value.replaceAll('\0', ''))
const whole = { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }

test('PostgreSQL reads the values of an array as they were given, whatever they are', async (context) => {
  const url = await newDatabaseUrl('postgres', (work) => context.after(work))
  const pool = openPool(url, { max: 1, parameters: { jit: 'off' } })
  context.after(() => pool.end())
  const rows = fc.record({
    texts: orNull(text),
    bytes: orNull(fc.uint8Array({ maxLength: 300 })),
    bigints: orNull(fc.integer(whole)),
    integers: orNull(fc.integer()),
  })
  await fc.assert(
    fc.asyncProperty(rows, async ({ texts, bytes, bigints, integers }) => {
      const found = await pool.query({
        text: 'select $1::text[] as texts, $2::bytea[] as bytes, $3::bigint[]::text[] as bigints, $4::int[] as integers',
        values: [textArray(texts), bytesArray(bytes), bigintArray(bigints), integerArray(integers)],
      })
      assert.deepEqual(found.rows, [
        {
          texts,
          bytes: bytes.map((value) => value && Buffer.from(value)),
          bigints: bigints.map((value) => value?.toString() ?? null),
          integers,
        },
      ])
    }),
  )
})

test('a text with half a character is recorded with a replacement, as JavaScript writes it elsewhere', () => {
  assert.deepEqual(textArray(['a\ud800b']), textArray(['a\ufffdb']))
})
