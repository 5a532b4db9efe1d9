import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Channel } from '@mediary/contract/channels'
import { compileChannel } from './compile.ts'
import { explainDenial, explainMismatch } from './explain.ts'

const compiled = (name: string, over: object = {}) =>
  compileChannel(
    Channel.parse({
      _id: '0'.repeat(24),
      name,
      urlPattern: `^/${name}`,
      methods: ['GET'],
      matchContentTypes: ['text/xml'],
      allow: ['lab'],
      ...over,
    }),
  )
const known = { channels: [compiled('lab')], disabled: [compiled('off', { status: 'disabled' })] }
const asked = { method: 'GET', path: '/lab', contentType: undefined }

for (const [over, code, channel] of [
  [{ path: '/clinic' }, 'no-channel', undefined],
  [{ method: 'PUT' }, 'wrong-method', 'lab'],
  [{ contentType: 'text/plain' }, 'wrong-content', 'lab'],
  [{ path: '/off', contentType: 'text/xml' }, 'disabled-channel', 'off'],
] as const) {
  test(`nothing takes ${JSON.stringify(over)}: ${code}`, () => {
    const why = explainMismatch(known, { ...asked, ...over })
    assert.deepEqual([why.code, why.channel], [code, channel])
  })
}

test('each way of not being let in has a code of its own, and a sentence that names the channel', () => {
  for (const [decision, code] of [
    ['unknown', 'no-credential'],
    ['not-allowed', 'not-allowed'],
    ['address', 'wrong-address'],
  ] as const) {
    const why = explainDenial(decision, { client: 'clinic', address: '10.0.0.1' }, compiled('lab'))
    assert.equal(why.code, code)
    assert.match(why.reason, /"lab"/)
  }
})
