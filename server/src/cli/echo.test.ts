import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { CommandError } from '../platform/command-error.ts'
import { startEcho } from './echo.ts'

async function started(t: TestContext) {
  const server = await startEcho(0)
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { address, port } = server.address() as AddressInfo
  return { address, port, base: `http://127.0.0.1:${port}` }
}

test('the echo upstream answers with method, path, query, headers and body', async (t) => {
  const { base, address } = await started(t)
  const response = await fetch(`${base}/lab/results?patient=12&x=a?b`, {
    method: 'POST',
    headers: { 'X-Facility': 'clinic 1', 'Content-Type': 'text/plain' },
    body: 'a résult',
  })
  assert.equal(response.status, 200)
  assert.equal(response.headers.get('content-type'), 'application/json')
  const { headers, ...received } = (await response.json()) as { headers: Record<string, string> }
  assert.deepEqual(received, {
    method: 'POST',
    path: '/lab/results',
    query: 'patient=12&x=a?b',
    body: 'a résult',
    bodyBytes: 9,
    bodyTruncated: false,
  })
  assert.equal(headers['x-facility'], 'clinic 1')
  assert.equal(address, '127.0.0.1', 'the echo upstream listens on loopback only')
})

test('the echo upstream never repeats credentials', async (t) => {
  const { base } = await started(t)
  const response = await fetch(`${base}/?access_token=hush-1&page=2`, {
    headers: { Authorization: 'Basic hush-2', Cookie: 'session=hush-3', 'X-API-Key': 'hush-4' },
  })
  const text = await response.text()
  assert.match(text, /"query": "access_token=[^"]*&page=2"/)
  assert.match(text, /"authorization": "\[not recorded\]"/)
  assert.doesNotMatch(text, /hush/)
})

test('the echo upstream counts a large body and repeats its first 64 KiB', async (t) => {
  const { base } = await started(t)
  const response = await fetch(base, { method: 'POST', body: 'x'.repeat(5_000_000) })
  const received = (await response.json()) as { body: string; bodyBytes: number; bodyTruncated: boolean }
  assert.equal(received.body.length, 65_536)
  assert.equal(received.bodyBytes, 5_000_000)
  assert.equal(received.bodyTruncated, true)
})

test('an echo upstream on a taken port says which option chooses another one', async (t) => {
  const { port } = await started(t)
  await assert.rejects(startEcho(port), (error) => {
    assert.ok(error instanceof CommandError)
    assert.match(error.message, new RegExp(`Port ${port} is taken.*--port`))
    return true
  })
})
