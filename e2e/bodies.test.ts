import assert from 'node:assert/strict'
import { test } from 'node:test'
import { transferBody } from './proof/bodies.ts'

test('a large body goes up, comes down, is recorded and sent again byte for byte, and no process grows by half of it', async (context) => {
  // What the garbage collector leaves for later, up to 40 MB, must not look like a body that is held.
  const megabytes = 96
  const { worker, control } = await transferBody(megabytes * 1_000_000)
  context.diagnostic(`the worker grew by ${worker.toFixed(1)} MB, the control process by ${control.toFixed(1)} MB`)
  assert.ok(worker < megabytes / 2, `the worker grew by ${worker.toFixed(1)} MB`)
  assert.ok(control < megabytes / 2, `the control process grew by ${control.toFixed(1)} MB`)
})
