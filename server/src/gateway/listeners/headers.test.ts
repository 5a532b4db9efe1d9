import assert from 'node:assert/strict'
import { test } from 'node:test'
import { notRecorded } from '../../platform/redaction.ts'
import { headerKinds } from './header-kinds.ts'
import { readRequestHead } from './headers.ts'

for (const name of Object.keys(headerKinds))
  test(`a Connection header that lists ${name} takes nothing from what the gateway reads`, () => {
    const raw = [name, 'chunked', 'Accept', 'text/plain']
    const expected = readRequestHead(raw)
    for (const listed of [name, `close, ${name.toUpperCase()}`])
      assert.deepEqual(readRequestHead(['Connection', listed, ...raw]), expected)
  })

test('a Connection header takes away a header that only passes', () => {
  const { forwarded } = readRequestHead(['Connection', 'x-hop', 'X-Hop', '1', 'X-End', '2'])
  assert.deepEqual(forwarded, ['X-End', '2'])
})

for (const name of [
  'X_OpenHIM_TransactionID',
  'x-openhim_clientid',
  'X_OPENHIM-LastRunAt',
  'Content_Length',
  'X_Forwarded_For',
  'X_Real_IP',
])
  test(`an upstream that reads ${name} with dashes does not get it, and the record shows it`, () => {
    const { forwarded, recorded, contentLength } = readRequestHead([name, '7'])
    assert.deepEqual(
      { forwarded, recorded, contentLength },
      { forwarded: [], recorded: [name, '7'], contentLength: undefined },
    )
  })

test('a credential in a dropped header is not recorded', () => {
  const { forwarded, recorded } = readRequestHead(['Proxy_Authorization', 'Basic eDp5'])
  assert.deepEqual({ forwarded, recorded }, { forwarded: [], recorded: ['Proxy_Authorization', notRecorded] })
})

test('a name with underscores that means nothing to the gateway passes', () =>
  assert.deepEqual(readRequestHead(['facility_code', '7']).forwarded, ['facility_code', '7']))

for (const name of ['X-Forwarded-Proto', 'x-forwarded-port', 'X-Real-IP'])
  test(`the client's ${name} is recorded and not forwarded: the gateway says its own`, () => {
    const { forwarded, recorded } = readRequestHead([name, 'https'])
    assert.deepEqual({ forwarded, recorded }, { forwarded: [], recorded: [name, 'https'] })
  })

test('every Authorization header and every transfer coding is counted', () => {
  const raw = ['Authorization', 'a', 'authorization', 'b', 'Transfer-Encoding', 'br', 'transfer-encoding', 'chunked']
  const { authorizations, transferCodings } = readRequestHead(raw)
  assert.deepEqual({ authorizations, transferCodings }, { authorizations: 2, transferCodings: 'br, chunked' })
})
