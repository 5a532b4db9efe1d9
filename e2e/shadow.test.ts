// Shadow mode, with the nginx of the guide in front of a stand-in for OpenHIM.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { ObjectId } from 'bson'
import type { Comparison } from '../server/src/shadow/index.ts'
import { startOpenhimApi } from '../server/src/testing/openhim/api-server.ts'
import { buildClients, buildDatabase, makeId } from '../server/src/testing/openhim/database.ts'
import { freePort } from '../server/src/testing/ports.ts'
import { startProgram } from './program.ts'
import { startNginx } from './real-proxies.ts'
import { until } from './until.ts'
import { type Seen, startUpstream } from './upstream.ts'

const launcher = join(import.meta.dirname, '../server/bin/mediary.js')
const guide = join(import.meta.dirname, '../docs/guides/migration.md')
const testSwitches = process.execArgv.filter((argument) => argument === '--conditions=mediary-testing')
const root = { email: 'root@openhim.org', password: 'openhim-password' }
const toBasic = (name: string, secret: string) => `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`
const asRoot = { authorization: toBasic('root@openhim.org', 'password') }

/** Runs a command to its end. */
function run(env: Record<string, string>, ...command: string[]): Promise<{ code: number; output: string }> {
  const options = { env: { PATH: process.env.PATH ?? '', OPENHIM_PASSWORD: root.password, ...env } }
  return new Promise((resolve) =>
    execFile(process.execPath, [...testSwitches, launcher, ...command], options, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, output: error ? stdout + stderr : stdout }),
    ),
  )
}

/** The parts of the configuration of nginx that the guide shows, with the ports of this test. */
function readNginxConfiguration(folder: string, ports: { nginx: number; openhim: number; mediary: number }) {
  const [, indented = ''] =
    /```nginx\n([\s\S]*?)```/.exec(readFileSync(guide, 'utf8')) ?? assert.fail('no nginx in the guide')
  const shown = indented.replace(/^ {3}/gm, '')
  const [, format = '', server = ''] =
    /^(log_format[\s\S]*?;\n)\nserver \{\n([\s\S]*)\n\}\n$/.exec(shown) ?? assert.fail(shown)
  return {
    format,
    server: server
      .replace(/listen [^;]*;/, `listen 127.0.0.1:${ports.nginx};`)
      .replace('/var/log/nginx/openhim.log', join(folder, 'openhim.log'))
      .replaceAll('openhim.internal:5001', `127.0.0.1:${ports.openhim}`)
      .replaceAll('mediary.internal:5001', `127.0.0.1:${ports.mediary}`),
  }
}

type Rule = { takes: (seen: Seen) => boolean; channel: number }

/** A stand-in for OpenHIM: it decides by Basic and path, records what it lets through, and says the id of its transaction. */
async function startOpenhim(documents: ReturnType<typeof buildDatabase>, accounts: Map<string, number>, rules: Rule[]) {
  const { transactions = [] } = documents
  const gateway = await startUpstream((seen, response) => {
    const client = accounts.get(seen.headers.authorization ?? '')
    const rule = rules.find(({ takes }) => takes(seen))
    if (!rule) return void response.writeHead(404).end()
    if (client === undefined) return void response.writeHead(401).end()
    const [path = '', querystring = ''] = seen.url.split('?')
    const id = new ObjectId()
    const timestamp = new Date()
    transactions.push({
      _id: id,
      channelID: makeId('channel', rule.channel),
      clientID: makeId('client', client),
      clientIP: '127.0.0.1',
      status: 'Successful',
      request: {
        host: 'openhim',
        port: '5001',
        path,
        querystring,
        method: seen.method,
        timestamp,
        headers: seen.headers,
      },
      response: { status: 200, timestamp, headers: {}, body: 'answered by OpenHIM' },
      routes: [],
      orchestrations: [],
      properties: {},
    })
    response.writeHead(200, { 'X-OpenHIM-TransactionID': `${id}` }).end('answered by OpenHIM')
  })
  const api = await startOpenhimApi(documents, { salt: undefined, user: root })
  return {
    port: gateway.port,
    seen: gateway.seen,
    url: api.url.origin,
    stop: () => Promise.all([gateway.stop(), api.close()]),
  }
}

/** nginx in front of both, and a Mediary in shadow mode that has taken over the configuration of OpenHIM. */
async function prepare(context: TestContext, settings: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'mediary-shadow-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const upstream = await startUpstream()
  context.after(() => upstream.stop())
  const clients = buildClients(4)
  const documents = buildDatabase({ clients, port: upstream.port, transactions: 0 })
  const basic = clients.map(({ clientID, secret }) => toBasic(clientID, secret))
  // OpenHIM does not let the last one in.
  const accounts = new Map(basic.slice(0, 3).map((authorization, n) => [authorization, n]))
  const openhim = await startOpenhim(documents, accounts, [
    { takes: ({ url }) => url.startsWith('/lab'), channel: 0 },
    { takes: ({ url }) => url === '/none', channel: 1 },
  ])
  context.after(() => openhim.stop())
  const data = join(folder, 'data')
  const env = { MEDIARY_DATA: data, MEDIARY_SHADOW: 'true', ...settings }
  await run(env, 'import-openhim', '--from', openhim.url, '--user', root.email)
  const program = await startProgram({ folder: data, workers: 1, env, unattended: false })
  context.after(() => program.end())
  const served = { ...env, MEDIARY_API_PORT: `${program.ports.api}` }
  const importFrom = () => run(served, 'import-openhim', '--from', openhim.url, '--user', root.email)
  const nginx = await freePort()
  const { server, format } = readNginxConfiguration(folder, {
    nginx,
    openhim: openhim.port,
    mediary: program.ports.http,
  })
  const proxy = await startNginx(server, nginx, format)
  context.after(() => proxy.end())
  const log = join(folder, 'openhim.log')
  const report = async (...options: string[]): Promise<Comparison> => {
    const { output } = await run(served, 'shadow', '--json', ...options)
    return JSON.parse(output)
  }
  const send = async (path: string, authorization: string, body?: string) => {
    const answer = await fetch(`http://127.0.0.1:${nginx}${path}`, {
      headers: { authorization },
      ...(body !== undefined && { method: 'POST', body }),
    })
    return { status: answer.status, text: await answer.text() }
  }
  return { program, upstream, openhim, basic, importFrom, report, send, log, env }
}

type Listed = {
  _id: string
  status: string
  shadow?: boolean
  canRerun: boolean
  request: { path: string; method: string }
}

test('mirrored requests are decided and recorded, forwarded nowhere, and each difference from OpenHIM has its cause', async (context) => {
  const { program, upstream, openhim, basic, importFrom, report, send, log } = await prepare(context)
  const [known = '', changed = '', , stranger = ''] = basic
  const call = async (method: 'GET' | 'POST' | 'PUT', path: string, body?: object) => {
    const answer = await program.call(method, path, body, asRoot)
    return { status: answer.status, body: answer.text }
  }
  assert.equal((await call('PUT', `/clients/${makeId('client', 1)}`, { password: 'another one' })).status, 200)
  const routes = [{ name: 'lab', host: '127.0.0.1', port: upstream.port, primary: true }]
  const early = { name: 'Early', urlPattern: '^/lab$', methods: ['POST'], priority: 1, allow: ['clinic'], routes }
  assert.equal((await call('POST', '/channels', early)).status, 201)

  const large = 'x'.repeat(300_000)
  const sent = [
    ...Array.from({ length: 5 }, () => send('/lab', known)),
    ...Array.from({ length: 2 }, () => send('/lab', changed)),
    send('/lab', known, large),
    send('/none', known),
    ...Array.from({ length: 3 }, () => send('/lab', stranger)),
    send('/nowhere', known),
    send('/lab', 'Basic bm9ib2R5Om5vYm9keQ=='),
  ]
  const statuses = (await Promise.all(sent)).map(({ status }) => status)
  assert.deepEqual(statuses, [...Array(9).fill(200), 401, 401, 401, 404, 401])
  assert.equal(openhim.seen.length, 14)
  await until('all copies are decided', async () => {
    const transactions: Listed[] = JSON.parse((await call('GET', '/transactions?filterLimit=100')).body)
    const refusals: { path?: string; count: number }[] = JSON.parse((await call('GET', '/refusals')).body)
    const refused = refusals.filter(({ path }) => path !== '/not-a-channel').reduce((sum, { count }) => sum + count, 0)
    return transactions.filter(({ status }) => status === 'Successful').length + refused === 14
  })

  const before = await report('--answers', log)
  assert.deepEqual([before.undecided, before.unanswered, before.ambiguous], [6, 0, 0])
  await importFrom()
  const found = await report('--answers', log)
  const causes = found.differences.map(({ requests, kind, cause }) => `${requests} ${kind}: ${cause}`)
  assert.deepEqual(causes.sort(), [
    '1 channel: The channel "Early" takes it before "Lab"',
    '1 outcome: No channel takes its path; it was taken by "Without methods"',
    '2 client: It is refused here with 401 (wrong-password)',
    '3 outcome: OpenHIM refused it with 401, and it is let through here',
  ])
  const { same, different, undecided, unanswered, unmirrored } = found
  assert.deepEqual(
    { same, different, undecided, unanswered, unmirrored },
    {
      same: 7,
      different: 7,
      undecided: 0,
      unanswered: 0,
      unmirrored: 0,
    },
  )
  assert.equal((await report()).unanswered, 5, 'without the log, OpenHIM says nothing about what it refused')

  assert.equal(upstream.seen.length, 0)
  const listed: Listed[] = JSON.parse((await call('GET', '/transactions?filterLimit=100')).body)
  const marked = listed.filter(({ shadow }) => shadow)
  assert.equal(marked.length, 9)
  assert.ok(marked.every(({ status, canRerun }) => status === 'Successful' && !canRerun))
  const [whole] = marked.filter(({ request }) => request.method === 'POST')
  const shown = JSON.parse((await call('GET', `/transactions/${whole?._id}`)).body)
  assert.equal(shown.request.body, large)
})

test('with the HTTP server of Node, too, every answer says so, and copies are decided, recorded and forwarded nowhere', async (context) => {
  const { program, upstream, basic } = await prepare(context, { MEDIARY_ROUTER_ENGINE: 'node' })
  const [authorization = ''] = basic
  const large = 'x'.repeat(300_000)
  const answers = [
    await fetch(`${program.http}/lab`, { headers: { authorization } }),
    await fetch(`${program.http}/lab`, { method: 'POST', headers: { authorization }, body: large }),
    await fetch(`${program.http}/lab`),
    await fetch(`${program.http}/nowhere`, { headers: { authorization } }),
  ]
  assert.deepEqual(
    answers.map(({ status }) => status),
    [204, 204, 401, 404],
  )
  for (const answer of answers) assert.equal(answer.headers.get('x-mediary-shadow'), 'true', `${answer.status}`)
  const id = answers[1]?.headers.get('x-openhim-transactionid')
  const shown = JSON.parse((await program.call('GET', `/transactions/${id}`, undefined, asRoot)).text)
  assert.deepEqual([shown.shadow, shown.request.body], [true, large])
  assert.equal(upstream.seen.length, 0)
})

test('every answer of a server in shadow mode says so, and it repeats, polls and tells nothing', async (context) => {
  const { program, upstream, basic } = await prepare(context)
  const [authorization = ''] = basic
  const accepted = await fetch(`${program.http}/lab`, { headers: { authorization } })
  const refused = await fetch(`${program.http}/lab`)
  const about = await program.call('GET', '/about', undefined, asRoot)
  for (const answer of [accepted, refused, about]) assert.equal(answer.headers.get('x-mediary-shadow'), 'true')
  assert.deepEqual([accepted.status, await accepted.text(), refused.status], [204, '', 401])
  const id = accepted.headers.get('x-openhim-transactionid') ?? ''
  for (const [path, body] of [
    ['/tasks', { tids: [id] }],
    ['/bulkrerun', { filters: {} }],
    [`/transactions/${id}/rerun`, {}],
  ] as const) {
    const answer = await program.call('POST', path, body, asRoot)
    assert.deepEqual([path, answer.status], [path, 409])
    assert.match(answer.text, /shadow mode/)
  }
  assert.deepEqual(await (await program.call('GET', '/notices', undefined, asRoot)).json(), [])
  assert.equal(upstream.seen.length, 0)
})

test('clients of OpenHIM notice nothing when Mediary is away, and after the switch it serves them', async (context) => {
  const { program, upstream, basic, send, env } = await prepare(context)
  const [authorization = ''] = basic
  const { headers } = await fetch(`${program.http}/lab`, { headers: { authorization } })
  const id = headers.get('x-openhim-transactionid') ?? ''
  await program.stop()
  assert.deepEqual(await send('/lab', authorization), { status: 200, text: 'answered by OpenHIM' })

  const folder = env.MEDIARY_DATA ?? ''
  const switched = await startProgram({ folder, workers: 1, env: {}, unattended: false })
  context.after(() => switched.end())
  const served = await fetch(`${switched.http}/lab`, { headers: { authorization } })
  assert.deepEqual([await served.text(), served.headers.get('x-mediary-shadow')], ['answered\n', null])
  assert.equal(upstream.seen.length, 1)
  const again = await switched.call('POST', '/tasks', { tids: [id] }, asRoot)
  assert.equal(again.status, 400)
  assert.equal(upstream.seen.length, 1)
})
