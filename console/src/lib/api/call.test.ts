import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemApi } from '@mediary/contract/system'
import { call } from './call.ts'
import { connection } from './connection.ts'
import { Unreachable } from './problem.ts'

test('a request that cannot even be made is a fault of this program, and nothing is said of the connection', async () => {
  // Outside a browser there is no origin that an address could belong to.
  await assert.rejects(call(systemApi.heartbeat, {}), (error) => !(error instanceof Unreachable))
  assert.equal(connection.get(), 'reached')
})
