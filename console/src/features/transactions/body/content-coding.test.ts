import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deflateSync, gzipSync } from 'node:zlib'
import { decodeContent } from './content-coding.ts'

const text = 'Zoë\n'.repeat(5_000)
const decode = async (bytes: Uint8Array, encoding: string | undefined, max = 1_000_000) => {
  const decoded = await decodeContent(bytes, encoding, max)
  return decoded && { text: Buffer.from(decoded.bytes).toString(), more: decoded.more }
}

test('a body in gzip or deflate is decoded, and one without a coding stays as it is', async () => {
  assert.deepEqual(await decode(gzipSync(text), 'GZIP'), { text, more: false })
  assert.deepEqual(await decode(deflateSync(text), 'deflate'), { text, more: false })
  assert.deepEqual(await decode(Buffer.from(text), undefined), { text, more: false })
})

test('no more is decoded than is shown', async () => {
  assert.deepEqual(await decode(gzipSync(text), 'gzip', 100), { text: text.slice(0, 80), more: true })
})

test('what browsers cannot decode, and what is damaged from its beginning, has no text', async () => {
  assert.equal(await decode(Buffer.of(1, 2, 3), 'zstd'), undefined)
  assert.equal(await decode(Buffer.of(1, 2, 3), 'gzip'), undefined)
})
