import assert from 'node:assert/strict'
import { test } from 'node:test'
import { applyHeaderChanges, diffHeaders } from './calls.ts'

const lists = [
  [],
  ['Host', 'a'],
  ['Host', 'a', 'Accept', '*/*', 'X-Api-Key', '[not recorded]', 'Accept', 'text/xml'],
  ['Accept', '*/*', 'Via', '1.1 mediary', 'X-Forwarded-For', '10.0.0.1'],
  ['Accept', 'text/xml', 'Accept', '*/*'],
]

for (const recorded of lists)
  for (const sent of lists)
    test(`from ${JSON.stringify(recorded)} to ${JSON.stringify(sent)}`, () => {
      assert.deepEqual(applyHeaderChanges(recorded, diffHeaders(recorded, sent)), sent)
    })

test('headers that pass on cost nothing', () => {
  const recorded = ['Host', 'a', 'Accept', '*/*', 'X-Large', 'x'.repeat(1000)]
  assert.deepEqual(diffHeaders(recorded, [...recorded.slice(2), 'Via', 'b']), { removed: [0], added: ['Via', 'b'] })
})
