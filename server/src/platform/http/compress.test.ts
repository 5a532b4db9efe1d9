import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import type { Api } from '@mediary/contract/api/endpoint'
import { z } from 'zod'
import { Settings } from '../../settings/settings.ts'
import { logTo } from '../log.ts'
import { nobody } from './caller.ts'
import { httpApp } from './http.ts'
import { implement } from './implement.ts'

const row = z.object({ _id: z.string(), text: z.string() })
const endpoint = { summary: '', permission: 'public' } as const
const rowsApi = {
  list: {
    ...endpoint,
    method: 'GET',
    path: '/rows',
    query: z.object({ limit: z.coerce.number().default(100), before: z.string().optional() }),
    exported: { columns: ['_id', 'text'], paging: { limit: 'limit', size: 1000, by: 'before' } },
    response: z.array(row),
  },
  make: { ...endpoint, method: 'POST', path: '/rows', body: z.object({}), response: z.string() },
} as const satisfies Api

const rows = Array.from({ length: 100 }, (_, n) => ({ _id: String(n), text: 'laboratory results' }))

async function rowsApp(api: object = {}) {
  const app = await httpApp({ log: logTo('silent', 'test'), settings: Settings.parse({ api }).api })
  implement(app, async () => nobody, rowsApi, {
    list: async ({ query: { limit } }) => rows.slice(0, limit),
    make: async () => 'secret '.repeat(1_000),
  })
  return (
    coding: string | undefined,
    url = '/rows',
    headers: Record<string, string> = {},
    method: 'GET' | 'POST' = 'GET',
  ) =>
    app.inject({
      method,
      url,
      headers: { ...headers, ...(coding !== undefined && { 'accept-encoding': coding }) },
      ...(method === 'POST' && { payload: {} }),
    })
}

test('a list is sent in the coding that the caller accepts, and is the same list', async () => {
  const send = await rowsApp()
  const plain = await send(undefined)
  assert.equal(plain.headers['content-encoding'], undefined)
  assert.equal(plain.headers.vary, 'Accept, Accept-Encoding')
  assert.deepEqual(plain.json(), rows)
  for (const [accepted, coding, decode] of [
    ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
    ['gzip, br;q=0', 'gzip', gunzipSync],
  ] as const) {
    const answer = await send(accepted)
    assert.equal(answer.headers['content-encoding'], coding)
    assert.equal(Number(answer.headers['content-length']), answer.rawPayload.length)
    assert.ok(answer.rawPayload.length < plain.rawPayload.length / 5, `${answer.rawPayload.length} bytes`)
    assert.deepEqual(JSON.parse(decode(answer.rawPayload).toString()), rows)
  }
  assert.equal((await send('identity')).headers['content-encoding'], undefined)
})

test('an export is compressed while it is read', async () => {
  const send = await rowsApp()
  const answer = await send('gzip, br', '/rows', { accept: 'text/csv' })
  assert.equal(answer.headers['content-encoding'], 'gzip')
  assert.equal(gunzipSync(answer.rawPayload).toString().trimEnd().split('\r\n').length, 101)
})

test('an export is sent as it is to a caller that refuses gzip', async () => {
  const send = await rowsApp()
  for (const accepted of ['br', 'br, gzip;q=0']) {
    const answer = await send(accepted, '/rows', { accept: 'text/csv' })
    assert.equal(answer.headers['content-encoding'], undefined)
    assert.equal(answer.body.trimEnd().split('\r\n').length, 101)
  }
})

test('a short answer, and the answer to a write, which can hold a secret, are sent as they are', async () => {
  const send = await rowsApp()
  assert.equal((await send('br', '/rows?limit=1')).headers['content-encoding'], undefined)
  const made = await send('br', '/rows', {}, 'POST')
  assert.deepEqual([made.statusCode, made.headers['content-encoding'], made.body.length], [200, undefined, 7_000])
})

test('caches are told of both the origin and the coding', async () => {
  const send = await rowsApp({ allowedOrigins: ['https://console.example'] })
  assert.equal((await send('br')).headers.vary, 'Origin, Accept, Accept-Encoding')
})
