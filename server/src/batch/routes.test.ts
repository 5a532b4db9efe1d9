import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { type BatchAnswer, isBatchable, maxBatch, recordSeparator } from '@mediary/contract/api/batch'
import { defaultUserRoles } from '@mediary/contract/permission'
import { endpoints } from '../cli/permission-matrix.ts'
import { noPreferences } from '../testing/no-preferences.ts'
import { wholeApi } from '../testing/whole-api.ts'

const { app, stores } = await wholeApi()
const signedInAs = (email: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}`,
})
const root = signedInAs('ada@example.org', 'correct horse battery')
const accept = 'application/problem+json, application/json'

type Headers = Record<string, string>

const send = (gets: readonly string[], headers: Headers = root) =>
  app.inject({ method: 'GET', url: `/batch?${new URLSearchParams(gets.map((get) => ['get', get]))}`, headers })

const sendAlone = (url: string, headers: Headers = root) =>
  app.inject({ method: 'GET', url, headers: { ...headers, accept } })

const parse = (text: string): BatchAnswer[] =>
  text
    .split(recordSeparator)
    .slice(1)
    .map((record): BatchAnswer => JSON.parse(record))
    .sort((a, b) => a.index - b.index)

async function read(gets: readonly string[], headers?: Headers) {
  const answer = await send(gets, headers)
  assert.equal(answer.statusCode, 200, answer.body)
  assert.match(String(answer.headers['content-type']), /^application\/json-seq/)
  return parse(answer.body)
}

const toUrl = (path: string) => path.replace(/:\w+/g, 'f'.repeat(24))

test('each read of a batch has the status, the headers and the body that it has alone', async () => {
  const gets = [
    '/clients',
    '/transactions?filterLimit=1',
    `/clients/${'f'.repeat(24)}`,
    '/no-such-page',
    '/tasks?filters=x',
  ]
  const answers = await read(gets)
  assert.equal(answers.length, gets.length)
  for (const [index, url] of gets.entries()) {
    const alone = await sendAlone(url)
    const part = answers[index]
    assert.deepEqual([part?.index, part?.status, part?.body], [index, alone.statusCode, alone.body], url)
    for (const name of ['content-type', 'cache-control', 'vary', 'x-total-count', 'link', 'x-frame-options'])
      assert.equal(part?.headers[name], alone.headers[name], `${url}: ${name}`)
  }
})

for (const group of Object.keys(defaultUserRoles))
  test(`whoever holds the user role "${group}" reads in a batch what they read alone, and nothing else`, async () => {
    const [email, password] = [`${group}@example.org`, 'another long password']
    const user = { email, firstname: 'a', surname: 'b', groups: [group], password }
    await stores.users.create({ ...user, ...noPreferences }, Object.values(defaultUserRoles))
    const headers = signedInAs(email, password)
    const batchable = endpoints.filter(isBatchable)
    assert.ok(batchable.length > 60, `${batchable.length} endpoints`)
    for (let n = 0; n < batchable.length; n += maxBatch) {
      const gets = batchable.slice(n, n + maxBatch).map(({ path }) => toUrl(path))
      for (const { index, status, body } of await read(gets, headers)) {
        const alone = await sendAlone(gets[index] ?? '', headers)
        assert.equal(status, alone.statusCode, `${gets[index]}: ${body}`)
        if (status >= 400) assert.equal(body, alone.body, gets[index])
      }
    }
  })

test('what changes something, ends a session, streams, is public or is a batch is no part of a batch', async () => {
  const others = endpoints.filter((endpoint) => endpoint.method === 'GET' && !isBatchable(endpoint))
  const paths = [
    ...others.map(({ path }) => path),
    '/openapi.json',
    '/console/',
    '/batch?get=/clients',
    '/LOGOUT',
    '/%6cogout/',
  ]
  for (const must of ['/logout', '/live-updates', '/me', '/batch', '/transactions/:id/bodies/:part'])
    assert.ok(paths.includes(must as never), must)
  for (const path of paths) {
    const [part] = await read([toUrl(path)])
    const isRefused = part?.status === 400 && part.body.includes('This call cannot be a part of a batch')
    assert.ok(isRefused || part?.status === 404, `${path}: ${part?.status} ${part?.body}`)
  }
})

test('a batch reads documents: no list leaves in it as a file, whatever the batch accepts', async () => {
  const [part] = await read(['/clients'], { ...root, accept: 'text/csv' })
  assert.match(String(part?.headers['content-type']), /^application\/json/)
})

test('a batch has at most so many reads, and each is an address of this API', async () => {
  const statuses = async (...gets: string[]) => (await send(gets)).statusCode
  assert.equal(await statuses(...Array.from({ length: maxBatch }, () => '/about')), 200)
  assert.equal(await statuses(...Array.from({ length: maxBatch + 1 }, () => '/about')), 400)
  for (const address of ['', 'clients', '//elsewhere/clients', 'http://elsewhere/clients'])
    assert.equal(await statuses(address), 400, address)
  assert.equal((await sendAlone('/batch')).statusCode, 400)
})

test('nobody reads anything in a batch, and a wrong password counts once', async () => {
  assert.equal((await send(['/clients'], {})).statusCode, 401)
  const wrong = signedInAs('ada@example.org', 'wrong')
  for (let n = 0; n < 4; n++)
    assert.equal(
      (
        await send(
          Array.from({ length: maxBatch }, () => '/about'),
          wrong,
        )
      ).statusCode,
      401,
    )
  assert.equal((await send(['/about'])).statusCode, 200)
})

test('a read in a batch leaves the audit that it leaves alone', async () => {
  const list = async (): Promise<{ eventIdentification: unknown }[]> =>
    (await sendAlone('/audits?filterLimit=100')).json()
  const url = `/transactions/${'f'.repeat(24)}?filterRepresentation=full`
  const before = (await list()).length
  await sendAlone(url)
  const alone = await list()
  await read([url])
  const batched = await list()
  assert.equal(batched.length - alone.length, alone.length - before)
  assert.ok(alone.length > before)
})

test('the caller behind a trusted proxy is named in the audits of a batch, and no other forwarding header is believed', async () => {
  const proxied = await wholeApi({ trustedProxies: ['10.0.0.1'] })
  for (const [peer, forwardedFor, seen] of [
    ['10.0.0.1', '192.0.2.7', '192.0.2.7'],
    ['10.0.0.1', '198.51.100.9, 192.0.2.8', '192.0.2.8'],
    ['192.0.2.9', '198.51.100.9', '192.0.2.9'],
  ] as const) {
    const ask = (url: string) =>
      proxied.app.inject({
        method: 'GET',
        url,
        headers: { ...root, 'x-forwarded-for': forwardedFor },
        remoteAddress: peer,
      })
    await ask(`/batch?get=/transactions/${'f'.repeat(24)}`)
    const audits = await ask('/audits?filterLimit=1&filterRepresentation=full')
    assert.ok(audits.body.includes(seen), `${seen}: ${audits.body}`)
    assert.equal(audits.body.includes('198.51.100.9'), false)
  }
})

test('an answer is compressed, and each record leaves at once', async () => {
  const gets = Array.from({ length: 20 }, () => '/roles')
  for (const [coding, decode] of [
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const) {
    const answer = await send(gets, { ...root, 'accept-encoding': coding })
    assert.equal(answer.headers['content-encoding'], coding)
    assert.equal(parse(decode(answer.rawPayload).toString()).length, gets.length)
  }
})
