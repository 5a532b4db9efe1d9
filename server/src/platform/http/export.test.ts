import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { api } from '@mediary/contract/api'
import type { Api, Endpoint } from '@mediary/contract/api/endpoint'
import { z } from 'zod'
import { Settings } from '../../settings/settings.ts'
import { basic } from '../../testing/management.ts'
import { onBothEngines } from '../../testing/stores.ts'
import { wholeApi } from '../../testing/whole-api.ts'
import { idGenerator } from '../ids.ts'
import { logTo } from '../log.ts'
import { nobody } from './caller.ts'
import { httpApp } from './http.ts'
import { implement } from './implement.ts'

const headers = basic('ada@example.org', 'correct horse battery')

async function exportList(api: Awaited<ReturnType<typeof wholeApi>>, url: string, accept: string) {
  const answer = await api.app.inject({ url, headers: { ...headers, accept } })
  assert.equal(answer.statusCode, 200, answer.body)
  const file = /filename="(.*)"/.exec(String(answer.headers['content-disposition']))?.[1] ?? ''
  return { file, type: String(answer.headers['content-type']), lines: answer.body.trimEnd().split(/\r?\n/) }
}

onBothEngines(
  'a list leaves whole as CSV and as JSON lines, with its filters in the name of the file',
  async (database) => {
    const api = await wholeApi({}, database)
    const newId = idGenerator()
    const refusal = {
      clientIp: '192.0.2.1',
      client: '=cmd|calc',
      status: 404,
      stage: 'match' as const,
      code: 'no-channel' as const,
      reason: 'No channel takes GET "/x", says "y"',
    }
    for (let i = 0; i < 3; i++) {
      const some = Array.from({ length: 400 }, () => ({ ...refusal, id: newId(), at: Date.now() }))
      await api.stores.refusals.add(some)
    }
    await api.stores.refusals.add([{ ...refusal, client: 'other', id: newId(), at: Date.now() }])

    const csv = await exportList(api, '/refusals?client=%3Dcmd%7Ccalc&limit=10', 'text/csv')
    assert.match(
      csv.file,
      /^refusals_client=-cmd-calc_\d{4}-\d\d-\d\dT[\d-]+\.csv$|^refusals_client==cmd-calc_.*\.csv$/,
    )
    assert.match(csv.type, /^text\/csv/)
    assert.equal(csv.lines.length, 1_201)
    assert.match(csv.lines[0] ?? '', /^\uFEFF_id,timestamp,lastSeen,count,client,/)
    // A spreadsheet shows the cell as text and runs nothing.
    assert.match(csv.lines[1] ?? '', /,'=cmd\|calc,192\.0\.2\.1,.*"No channel takes GET ""\/x"", says ""y"""/)

    const json = await exportList(api, '/refusals', 'application/x-ndjson')
    const rows = json.lines.map((line): { _id: string; client: string } => JSON.parse(line))
    assert.equal(new Set(rows.map(({ _id }) => _id)).size, 1_201)
    assert.equal(rows[0]?.client, 'other')
  },
)

/** Lists that are no list of a page: parts of one thing, figures of a chart, and what OpenHIM's console asks for. */
const notExported = new Set([
  '/clients/:id/leaving-roles',
  '/clients/:id/credentials',
  '/channels/:id/audits',
  '/channels/:id/body-keys',
  '/transactions/clients/:clientId',
  '/refusals/top',
  '/metrics',
  '/metrics/channels',
  '/metrics/channels/:channelID',
  '/metrics/timeseries/:ts',
  '/metrics/timeseries/:ts/channels',
  '/metrics/timeseries/:ts/channels/:channelID',
  '/mediators/:urn/config/history',
  '/visualizers',
  '/notes',
  '/me/sessions',
  '/saved-views',
  '/metadata',
  '/authentication/types',
  '/apps',
])
const isWhole = ({ path }: Endpoint) => !path.includes(':')

/** Every endpoint that answers with a list, or with a page of one. */
const listLists = (): Endpoint[] =>
  Object.values(api)
    .flatMap((group): Endpoint[] => Object.values(group))
    .filter(({ method, response, exported }) => method === 'GET' && (exported ?? response instanceof z.ZodArray))
    .filter(({ path }) => !notExported.has(path))

test('every list of the management API can be exported', () => {
  const missing = listLists().filter(({ exported, csv }) => !exported?.columns && !csv)
  assert.deepEqual(
    missing.map(({ path }) => path),
    [],
  )
})

onBothEngines(
  'every list that a page shows can be exported, and each export is an entry of the audit log',
  async (database) => {
    const api = await wholeApi({}, database)
    for (const { path, exported } of listLists().filter(isWhole))
      for (const accept of exported?.columns ? ['text/csv', 'application/x-ndjson'] : ['application/x-ndjson']) {
        const required = path === '/patient-report' ? '?patient=P-1100' : ''
        const { file } = await exportList(api, path + required, accept)
        assert.match(file, new RegExp(`^${path.slice(1).replaceAll('/', '_')}_.*\\.(csv|ndjson)$`))
      }
    const { lines } = await exportList(api, '/users', 'text/csv')
    assert.match(lines[1] ?? '', /ada@example\.org/)
    const { lines: audits } = await exportList(api, '/audits', 'application/x-ndjson')
    const exported = audits.filter((line) => /"displayName":"Export"/.test(line))
    assert.ok(exported.length >= 16, `${exported.length} entries of ${audits.length}`)
    const searched = await exportList(
      api,
      `/transactions?filters=${encodeURIComponent('{"searchKey":{"name":"patient","value":"P-1100"},"status":"Failed"}')}`,
      'text/csv',
    )
    assert.match(searched.file, /^transactions_searchKey=patient_status=Failed_/)
    const refused = await api.app.inject({ url: '/audits', headers: { accept: 'text/csv' } })
    assert.equal(refused.statusCode, 401)
  },
)

test('a hundred thousand rows are read only as fast as they are received', async (t) => {
  const pages = { read: 0 }
  const size = 1_000
  const row = z.object({ _id: z.string(), text: z.string() })
  const api = {
    list: {
      method: 'GET',
      path: '/rows',
      summary: 'List rows',
      permission: 'public',
      query: z.object({ limit: z.coerce.number().default(10), before: z.string().optional() }),
      exported: { columns: ['_id', 'text'], paging: { limit: 'limit', size, by: 'before' } },
      response: z.array(row),
    },
  } as const satisfies Api
  const app = await httpApp({ log: logTo('silent', 'test'), settings: Settings.parse({}).api, hosts: ['localhost'] })
  t.after(() => app.close())
  implement(app, async () => nobody, api, {
    list: async ({ query: { limit } }) => {
      pages.read++
      const count = pages.read > 100 ? 0 : limit
      return Array.from({ length: count }, (_, i) => ({ _id: `${pages.read}-${i}`, text: 'x'.repeat(1_000) }))
    },
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const address = app.server.address()
  const socket = connect(typeof address === 'object' && address ? address.port : 0, '127.0.0.1')
  socket.write('GET /rows HTTP/1.1\r\nHost: localhost\r\nAccept: text/csv\r\nConnection: close\r\n\r\n')
  await once(socket, 'readable')
  let received = 0
  let maxAhead = 0
  for await (const chunk of socket) {
    received += chunk.length
    // The buffers of the sockets hold a few megabytes at most, which are a few pages.
    maxAhead = Math.max(maxAhead, pages.read - received / (size * 1_010))
  }
  assert.equal(pages.read, 101)
  assert.ok(received > 100 * size * 1_000)
  assert.ok(maxAhead < 20, `${maxAhead} pages were read ahead`)
})
