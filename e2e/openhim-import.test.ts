import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import type { ImportReport } from '../server/src/openhim-import/index.ts'
import { issue } from '../server/src/testing/certificates.ts'
import {
  buildClients,
  buildDatabase,
  type KnownClient,
  makeId,
  toTransactionId,
  users,
} from '../server/src/testing/openhim/database.ts'
import { type Documents, writeArchive, writeFolder, writeJson } from '../server/src/testing/openhim/dump.ts'
import type { Pair } from './certificates.ts'
import { curl, withCertificate } from './curl.ts'
import { jwt, jwtSettings } from './jwt.ts'
import { type Program, startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream } from './upstream.ts'

const launcher = join(import.meta.dirname, '../server/bin/mediary.js')
const testSwitches = process.execArgv.filter((argument) => argument === '--conditions=mediary-testing')
const openhim = { ...jwtSettings, MEDIARY_COMPAT_OPENHIM: 'false' }

type Run = { code: number; report: ImportReport; output: string }

function makeFolder(context: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'mediary-import-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const toArguments = (dump: string, more: string[]) => [
  ...testSwitches,
  launcher,
  'import-openhim',
  dump,
  '--json',
  ...more,
]
const toEnvironment = (data: string, ports: Record<string, string> = {}) => ({
  PATH: process.env.PATH ?? '',
  MEDIARY_DATA: data,
  ...ports,
})

/** Runs the command to its end. */
function importDump(dump: string, env: Record<string, string>, ...more: string[]): Promise<Run> {
  return new Promise((resolve) =>
    execFile(process.execPath, toArguments(dump, more), { env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
      resolve({
        code: error ? Number(error.code) : 0,
        report: stdout.startsWith('{') ? JSON.parse(stdout) : { collections: {} },
        output: stdout + stderr,
      }),
    ),
  )
}

/** OpenHIM's console makes certificates of clients that sign themselves. */
async function issueCertificate(folder: string) {
  const commonName = 'clinic.example'
  const { cert: pem, key: keyPem } = await issue({ subject: `CN=${commonName}` })
  const [cert, key] = [join(folder, 'client.pem'), join(folder, 'client.key')]
  writeFileSync(cert, pem)
  writeFileSync(key, keyPem)
  const { fingerprint } = new X509Certificate(pem)
  return { pair: { cert, key, pem, keyPem }, certificate: { pem, fingerprint, commonName } }
}

async function prepare(context: TestContext, transactions: number) {
  const folder = makeFolder(context)
  const upstream = await startUpstream()
  context.after(() => upstream.stop())
  const { pair, certificate } = await issueCertificate(folder)
  const clients = buildClients(14, certificate).filter(({ kind }, n) => kind !== 'certificate' || n < 7)
  const documents = buildDatabase({ clients, port: upstream.port, certificate, transactions })
  return { folder, data: join(folder, 'data'), upstream, pair, clients, documents }
}

async function serve(context: TestContext, data: string) {
  const program = await startProgram({ folder: data, workers: 2, env: openhim, unattended: false })
  context.after(() => program.end())
  return program
}

const toAuthorization = ({ clientID, kind, secret }: KnownClient) =>
  ({
    basic: `Basic ${Buffer.from(`${clientID}:${secret}`).toString('base64')}`,
    token: `Custom ${secret}`,
    jwt: `Bearer ${jwt({ sub: clientID })}`,
    certificate: '',
  })[kind]

/** Sends a request as a client, with the secret it had in OpenHIM. */
const ask = async (program: Program, client: KnownClient, pair: Pair) =>
  client.kind === 'certificate'
    ? (await curl(...withCertificate(pair), `${program.https}/lab`)).status
    : (await fetch(`${program.http}/lab`, { headers: { authorization: toAuthorization(client) } })).status

const asUser = ({ email, password }: { email: string; password: string }) => ({
  authorization: `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}`,
})
const root = asUser(users[0] ?? { email: '', password: '' })

const getAsRoot = async <T>(program: Program, path: string): Promise<T> => {
  const answer = await program.call('GET', path, undefined, root)
  assert.equal(answer.status, 200, answer.text)
  return answer.json() as T
}

type Transaction = {
  _id: string
  clientID: string
  channelID: string
  parentID?: string
  childIDs: string[]
  wasRerun: boolean
  request: { headers: Record<string, string>; body?: string; querystring: string }
  response: { body?: string }
  orchestrations: { name: string; request: { body?: string } }[]
  properties: Record<string, string>
}

test('an OpenHIM database moves in: every client and user signs in with the old secret, and ids and links hold', async (context) => {
  const { folder, data, pair, clients, documents } = await prepare(context, 30)
  const dump = writeFolder(join(folder, 'dump'), documents)
  const env = toEnvironment(data)

  const rehearsed = await importDump(dump, env, '--dry-run')
  assert.ok(!existsSync(data), 'a dry run writes nothing')
  const imported = await importDump(dump, env)
  assert.deepEqual({ ...rehearsed.report, dryRun: false }, imported.report)
  assert.equal(imported.code, 1, 'a channel without methods carried nothing, and is reported as disabled')
  const { clients: ofClients, channels, transactions, sessions } = imported.report.collections
  assert.equal(ofClients?.found, clients.length)
  assert.equal(ofClients?.leftOut, 0, imported.output)
  assert.deepEqual([channels?.changed, channels?.disabled, transactions?.taken], [1, 1, 30], imported.output)
  assert.equal(sessions?.leftOut, 1)
  for (const secret of ['secret of', 'token-4', '$2a$', 'PRIVATE', 'patient', 'secret-1'])
    assert.ok(!imported.output.includes(secret), secret)

  const program = await serve(context, data)
  for (const client of clients) assert.equal(await ask(program, client, pair), 200, `${client.clientID} ${client.kind}`)
  for (const user of users) assert.equal((await program.call('GET', '/about', undefined, asUser(user))).status, 200)
  const others = asUser({ email: 'grace@example.org', password: 'password' })
  assert.equal((await program.call('GET', '/about', undefined, others)).status, 401)

  const shown = await getAsRoot<{ _id: string; clientID: string }[]>(program, '/clients')
  assert.deepEqual(shown.map(({ _id }) => _id).sort(), clients.map(({ document }) => String(document._id)).sort())
  const [lab] = await getAsRoot<{ _id: string; alerts: { groups: string[] }[] }[]>(program, '/channels')
  assert.deepEqual([lab?._id, lab?.alerts[0]?.groups], [`${makeId('channel', 0)}`, [`${makeId('group', 0)}`]])
  const roles = await getAsRoot<{ name: string; permissions: Record<string, unknown> }[]>(program, '/user-roles')
  const providers = roles.find(({ name }) => name === 'Providers')
  assert.deepEqual(providers?.permissions['transaction-rerun-specified'], [`${makeId('channel', 0)}`])

  const parent = await getAsRoot<Transaction>(program, `/transactions/${toTransactionId(14)}`)
  const child = await getAsRoot<Transaction>(program, `/transactions/${toTransactionId(15)}`)
  assert.deepEqual([parent.childIDs, child.parentID], [[child._id], parent._id])
  assert.deepEqual([child.channelID, child.clientID], [lab?._id, `${makeId('client', 15 % clients.length)}`])
  assert.equal(child.request.body, '{"patient":15}')
  assert.deepEqual(child.request.headers, {
    'content-type': 'application/json',
    'x.a': '1',
    authorization: '[not recorded]',
  })
  assert.equal(child.response.body, 'answer 15')
  assert.equal(child.orchestrations[0]?.request.body, '{"patient":15}')
  const filed = await getAsRoot<Transaction>(program, `/transactions/${toTransactionId(3)}`)
  assert.equal(filed.request.body, 'half 0;half 1;')
})

/** Everything in a store that an import could change, as the API shows it. */
async function readAll(program: Program) {
  const paths = [
    '/clients',
    '/channels',
    '/users',
    '/user-roles',
    '/mediators',
    '/groups',
    '/keystore/ca',
    '/visualizers',
  ]
  const shown = await Promise.all(paths.map((path) => getAsRoot<unknown>(program, path)))
  const ids = (await getAsRoot<Transaction[]>(program, '/transactions?filterLimit=1000')).map(({ _id }) => _id)
  const audits = await getAsRoot<unknown>(program, `/channels/${makeId('channel', 0)}/audits`)
  return { shown, ids, audits }
}

test('a second import changes nothing, and a later dump is taken over while the program serves', async (context) => {
  const { folder, data, pair, clients, documents } = await prepare(context, 20)
  const archive = writeArchive(join(folder, 'openhim.archive.gz'), documents, { gzip: true })
  await importDump(archive, toEnvironment(data))
  const program = await serve(context, data)
  const env = toEnvironment(data, {
    MEDIARY_API_PORT: `${program.ports.api}`,
    MEDIARY_ROUTER_HTTP_PORT: `${program.ports.http}`,
  })
  // The first visits count as uses of clients.
  const before = await readAll(program)

  const again = await importDump(archive, env)
  assert.equal(again.code, 0, again.output)
  for (const [collection, { taken, changed, disabled }] of Object.entries(again.report.collections))
    assert.deepEqual([taken, changed, disabled], [0, 0, 0], collection)
  assert.deepEqual(await readAll(program), before)

  const [newClient] = buildClients(16).slice(15)
  assert.ok(newClient)
  assert.equal(await ask(program, newClient, pair), 401)
  const later: Documents = {
    clients: [...clients.map(({ document }) => document), newClient.document],
    channels: (documents.channels ?? []).map((channel) => ({ ...channel, description: 'changed in OpenHIM' })),
  }
  const changed = await importDump(writeJson(join(folder, 'later'), later), env)
  assert.deepEqual(
    [changed.report.collections.clients?.taken, changed.report.collections.clients?.unchanged],
    [1, clients.length],
    changed.output,
  )
  await until('the gateway knows the new client', async () => (await ask(program, newClient, pair)) === 200)
  const [lab] = await getAsRoot<{ description: string; alerts: { groups: string[] }[] }[]>(program, '/channels')
  assert.deepEqual([lab?.description, lab?.alerts[0]?.groups], ['changed in OpenHIM', [`${makeId('group', 0)}`]])
})

/** Counts the rows of tables of the record; none while there is no store. */
function countRows(data: string, tables = ['transactions', 'calls', 'reruns']): Record<string, number> {
  const file = join(data, 'mediary.db')
  if (!existsSync(file)) return {}
  const store = new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
  try {
    const known = new Set(
      store
        .prepare("select name from sqlite_master where type = 'table'")
        .all()
        .map(({ name }) => name),
    )
    const counted = tables.filter((table) => known.has(table))
    return Object.fromEntries(
      counted.map((table) => [table, Number(store.prepare(`select count(*) as n from ${table}`).get()?.n)]),
    )
  } finally {
    store.close()
  }
}
const countTransactions = (data: string) => countRows(data, ['transactions']).transactions ?? 0

const killedTransactions = 8_000

test('an import that is killed goes on where it was, and nothing is lost or there twice', async (context) => {
  const { folder, data, documents } = await prepare(context, killedTransactions)
  const dump = writeFolder(join(folder, 'dump'), documents, { gzip: true })
  const env = toEnvironment(data)
  // What is killed at once may have imported nothing: each run gets further than the one before.
  for (const wanted of [1, 2]) {
    const child = spawn(process.execPath, toArguments(dump, []), { env, stdio: 'ignore' })
    const ended = once(child, 'exit')
    const isImporting = () => countTransactions(data) >= wanted * 1_000 || child.exitCode !== null
    await until('transactions are imported', isImporting, 300_000)
    child.kill('SIGKILL')
    await ended
  }
  const interrupted = countTransactions(data)
  assert.ok(interrupted >= 2_000 && interrupted < killedTransactions, `${interrupted}`)

  const { report, output } = await importDump(dump, env)
  const { taken = 0, unchanged = 0 } = report.collections.transactions ?? {}
  assert.deepEqual([unchanged, taken + unchanged], [interrupted, killedTransactions], output)
  assert.equal(report.collections.clients?.unchanged, report.collections.clients?.found)
  assert.deepEqual(
    readdirSync(data).filter((name) => name.startsWith('openhim-import-')),
    [],
  )
  const counts = countRows(data)
  assert.deepEqual(counts, {
    transactions: killedTransactions,
    calls: killedTransactions,
    reruns: killedTransactions / 10,
  })
})
