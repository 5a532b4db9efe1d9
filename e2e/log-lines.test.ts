import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import pg from 'pg'
import { freePort } from '../server/src/testing/ports.ts'
import { newDatabaseUrl } from '../server/src/testing/stores.ts'
import { jwt, jwtSettings } from './jwt.ts'
import { frame, sender } from './mllp.ts'
import { type Program, startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream } from './upstream.ts'

const secrets = {
  adminPassword: 'hush-admin-1d02',
  password: 'hush-password-4f1a',
  newPassword: 'hush-changed-6c7d',
  customToken: 'hush-token-8e8e',
  routePassword: 'hush-route-e00e',
  query: 'hush-query-d1d0',
  cookie: 'hush-cookie-93aa',
  apiKey: 'hush-apikey-5b5b',
  patient: 'hush-patient-77c2',
  answer: 'hush-answer-0be9',
}
const { patient } = secrets

/** Of this size no body can be stored. */
const unstorable = 4_242
const filled = (text: string, size: number) => text.padEnd(size, '.')
const bodies: Record<string, string | Uint8Array<ArrayBuffer>> = {
  'application/json': JSON.stringify({ resourceType: 'Patient', id: patient }),
  'application/fhir+json': `{"id": "${patient}", broken`,
  'application/xml': `<patient id="${patient}"/>`,
  'application/x-www-form-urlencoded': `patient=${patient}&page=1`,
  'multipart/form-data; boundary=x': `--x\r\nContent-Disposition: form-data; name="p"\r\n\r\n${patient}\r\n--x--\r\n`,
  'application/hl7-v2': `MSH|^~\\&|A|B|C|D|20261124||ADT^A01|1|P|2.5\rPID|||${patient}\r`,
  'application/octet-stream': new TextEncoder().encode(`\0\xff\0${patient}\0`),
  'text/plain': filled(patient, 300_000),
  'text/csv': filled(patient, unstorable),
}

/** A store that cannot take some rows, as one that is damaged or full cannot. */
async function refuseRows(program: Program, databaseUrl: string | undefined) {
  const rules = [
    ['transactions', "path not like '%unrecordable%'"],
    ['body_chunks', `coalesce(size, length(bytes)) <> ${unstorable}`],
    ['clients', "client_id <> 'clinic-lost'"],
  ] as const
  if (databaseUrl === undefined) {
    const store = new DatabaseSync(join(program.folder, 'mediary.db'), { timeout: 10_000 })
    for (const [table, rule] of rules)
      store.exec(`create trigger no_${table} before insert on ${table}
        when not (${rule.replaceAll(/(path|size|bytes|client_id)/g, 'new.$1')}) begin select raise(abort, 'no'); end`)
    return store.close()
  }
  const store = new pg.Client({ connectionString: databaseUrl })
  await store.connect()
  for (const [table, rule] of rules)
    await store.query(`alter table ${table} add constraint no_${table} check (${rule})`)
  await store.end()
}

type Line = { level: number; time: number; name: string; pid: number; msg: string; transaction?: string }

/** What follows the lines for the person who started it. */
function parseLines(output: string): Line[] {
  const lines = output.split('\n')
  const greeted = lines.findIndex((line) => line.startsWith('Console: '))
  assert.ok(greeted >= 0)
  return lines.slice(greeted + 1).flatMap((line) => (line === '' ? [] : [readLine(line)]))
}

function readLine(text: string): Line {
  const line: unknown = JSON.parse(text)
  assert.ok(typeof line === 'object' && line !== null && !Array.isArray(line), text)
  for (const key of ['level', 'time', 'name', 'pid', 'msg']) assert.ok(key in line, `${key} of ${text}`)
  return line as Line
}

for (const engine of ['sqlite', 'postgres'] as const) {
  test(`every line of the log is JSON, those about a transaction name it, and none holds what was sent (${engine})`, async (context) => {
    const upstream = await startUpstream((seen, response) => {
      response.setHeader('Set-Cookie', `session=${secrets.cookie}`)
      if (seen.url.includes('/mediated')) response.setHeader('Content-Type', 'application/json+openhim')
      response.end(seen.url.includes('/long') ? filled(secrets.answer, unstorable) : `{"said": "${secrets.answer}", `)
    })
    const databaseUrl =
      engine === 'postgres' ? await newDatabaseUrl('postgres', (cleanUp) => context.after(cleanUp)) : undefined
    const program = await startProgram({
      workers: 1,
      env: { MEDIARY_ADMIN_PASSWORD: secrets.adminPassword, MEDIARY_LOG_LEVEL: 'debug', ...jwtSettings },
      ...(databaseUrl && { databaseUrl }),
    })
    context.after(async () => {
      await program.end()
      await upstream.stop()
    })
    const tcpPort = await freePort()
    const route = { name: 'main', host: '127.0.0.1', port: upstream.port, primary: true }
    const known = { ...route, username: 'gateway', password: secrets.routePassword }
    await program.makeChannel({ name: 'lab', routes: [known, { ...route, name: 'copy', primary: false }] }, 0)
    await program.makeChannel({ name: 'passing', routes: [known], whenUnrecordable: 'pass' }, 0)
    await program.makeChannel({ name: 'broken' }, await freePort())
    const tcp = { type: 'tcp', tcpHost: '127.0.0.1', tcpPort, urlPattern: '/', methods: [], authType: 'public' }
    await program.makeChannel({ name: 'messages', ...tcp }, upstream.port)
    const client = { clientID: 'clinic-1', customTokenID: secrets.customToken }
    await program.makeClient({ ...client, password: secrets.password })
    await refuseRows(program, databaseUrl)

    const basic = (password: string) => `Basic ${Buffer.from(`clinic-1:${password}`).toString('base64')}`
    const token = jwt({ sub: 'clinic-1' })
    const credentials = [basic(secrets.password), `Custom ${secrets.customToken}`, `Bearer ${token}`, basic(patient)]
    const paths = [
      '/lab',
      '/lab/unrecordable',
      '/lab/long',
      '/lab/mediated',
      '/passing/unrecordable',
      '/broken',
      '/none',
    ]
    const statuses = new Set<number>()
    const unrecorded: string[] = []
    const send = async (path: string, n: number, [type, body]: (typeof sent)[number]) => {
      const answer = await fetch(`${program.http}${path}?access_token=${secrets.query}`, {
        method: 'POST',
        headers: {
          authorization: credentials[n % credentials.length] ?? '',
          cookie: `session=${secrets.cookie}`,
          'x-api-key': secrets.apiKey,
          'content-type': type,
        },
        body,
      })
      await answer.arrayBuffer().catch(() => undefined)
      statuses.add(answer.status)
      const id = answer.headers.get('x-openhim-transactionid')
      if (path === '/passing/unrecordable' && id) unrecorded.push(id)
    }
    const sent = Object.entries(bodies)
    for (const [n, path] of paths.entries()) await Promise.all(sent.map((one, m) => send(path, n + m, one)))
    // On SQLite a worker records into its journal, and learns of no row that the store refuses later.
    assert.equal(statuses.has(503), engine === 'postgres')
    for (const status of [200, 401, 404, 502]) assert.ok(statuses.has(status), `${status}: ${[...statuses]}`)
    const from = await sender(tcpPort)
    from.socket.write(frame(String(bodies['text/csv'])))
    from.socket.write(frame(String(bodies['application/hl7-v2'])))
    await until('messages are answered', () => from.got.length >= 2)
    from.socket.destroy()
    assert.equal(
      (
        await program.call('POST', '/authenticate/local', {
          username: program.admin.email,
          password: secrets.newPassword,
        })
      ).status,
      401,
    )
    const lost = { clientID: 'clinic-lost', name: patient, roles: ['clinic'], password: secrets.newPassword }
    assert.equal((await program.call('POST', '/clients', lost)).status, 500)
    assert.equal((await program.call('POST', '/clients', `{"password": "${secrets.newPassword}", `)).status, 400)
    await program.stop()

    const lines = parseLines(program.output())
    const about = (what: string) => lines.filter(({ msg }) => msg === what)
    const notRecorded = about('a transaction could not be recorded')
    for (const { transaction = '' } of notRecorded) assert.match(transaction, /^[0-9a-f]{24}$/)
    assert.ok(unrecorded.length >= 5)
    const named = notRecorded.map(({ transaction }) => transaction)
    for (const id of unrecorded) assert.ok(named.includes(id), `the line about ${id} names it`)
    assert.equal(about('a call of the management API failed').length, 1)
    assert.ok(about('answered').length > 5, 'calls of the API are logged')

    const text = program.output()
    for (const [name, secret] of [...Object.entries(secrets), ['token', token] as const])
      for (const form of listForms(secret)) assert.ok(!text.includes(form), `${name} stands in the log`)
  })
}

/** As it is, and as it stands in what holds it, in hexadecimal or base64, wherever that begins. */
const listForms = (secret: string) => [
  secret,
  Buffer.from(secret).toString('hex').slice(0, 24),
  ...['', 'x', 'xx'].map((before) =>
    Buffer.from(before + secret)
      .toString('base64')
      .slice(4, 16),
  ),
]
