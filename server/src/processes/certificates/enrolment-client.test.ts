import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wholeApi } from '../../testing/whole-api.ts'

const { app } = await wholeApi()
const enrol = (code: string, csr: string) =>
  app.inject({ method: 'POST', url: '/authority/enrol', payload: { code, csr } })

test('whoever enrols needs no session, sends no more than a request needs, and may not try code after code', async () => {
  assert.equal((await enrol('A'.repeat(101), 'none')).statusCode, 400)
  const large = await enrol('AAAA', 'n'.repeat(30_000))
  assert.deepEqual([large.statusCode, large.body], [413, 'The body is larger than 25000 bytes'])
  for (let i = 0; i < 10; i++) {
    const answer = await enrol(`AAAA-${i}`, 'none')
    assert.deepEqual(
      [answer.statusCode, answer.body],
      [403, 'This code is not valid: it is wrong, or was used already'],
    )
  }
  const held = await enrol('BBBB', 'none')
  assert.deepEqual([held.statusCode, held.body], [429, 'Too many codes were tried: try again in a few minutes'])
  assert.ok(Number(held.headers['retry-after']) > 0)
})
