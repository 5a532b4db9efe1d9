import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { z } from 'zod'
import { issue } from '../server/src/testing/certificates.ts'
import { buildClients, buildDatabase, type KnownClient, users } from '../server/src/testing/openhim/database.ts'
import { writeFolder } from '../server/src/testing/openhim/dump.ts'
import { curl, withCertificate } from './curl.ts'
import { jwt, jwtSettings } from './jwt.ts'
import { type Program, startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream } from './upstream.ts'

const launcher = join(import.meta.dirname, '../server/bin/mediary.js')
const testSwitches = process.execArgv.filter((argument) => argument === '--conditions=mediary-testing')

type Environment = Record<string, string>
type Run = { code: number; output: string }

/** Runs a command to its end. */
const run = (env: Environment, ...command: string[]): Promise<Run> =>
  new Promise((resolve) =>
    execFile(process.execPath, [...testSwitches, launcher, ...command], { env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    ),
  )

async function succeed(env: Environment, ...command: string[]): Promise<string> {
  const { code, output } = await run(env, ...command)
  assert.equal(code, 0, output)
  return output
}

/** Returns all files of a folder, by their path. */
const readFiles = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .toSorted()
      .map((path) => [path.slice(folder.length), readFileSync(path, 'utf8')]),
  )

const toBasic = (name: string, secret: string) => `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`

const toAuthorization = ({ clientID, kind, secret }: KnownClient) =>
  ({
    basic: toBasic(clientID, secret),
    token: `Custom ${secret}`,
    jwt: `Bearer ${jwt({ sub: clientID })}`,
    certificate: '',
  })[kind]

/** A server whose clients have every kind of secret that OpenHIM knows. */
async function prepare(context: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'mediary-configuration-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const upstream = await startUpstream()
  context.after(() => upstream.stop())
  const { cert, key } = await issue({ subject: 'CN=clinic.example' })
  const pair = { cert: join(folder, 'client.pem'), key: join(folder, 'client.key'), pem: cert, keyPem: key }
  writeFileSync(pair.cert, cert)
  writeFileSync(pair.key, key)
  const { fingerprint } = new X509Certificate(cert)
  const certificate = { pem: cert, fingerprint, commonName: 'clinic.example' }
  const clients = buildClients(14, certificate).filter(({ kind }, n) => kind !== 'certificate' || n < 7)
  const dump = writeFolder(
    join(folder, 'dump'),
    buildDatabase({ clients, port: upstream.port, certificate, transactions: 1 }),
  )
  const env = { PATH: process.env.PATH ?? '', MEDIARY_DATA: join(folder, 'old') }
  await run(env, 'import-openhim', dump)
  return { folder, clients, pair, env }
}

async function serve(context: TestContext, env: Environment): Promise<Program> {
  const program = await startProgram({
    folder: env.MEDIARY_DATA ?? '',
    env: { ...env, ...jwtSettings },
    unattended: false,
  })
  context.after(() => program.end())
  return program
}

test('an exported server is built again elsewhere: the files are the same, and every old secret works', async (context) => {
  const { folder, clients, pair, env } = await prepare(context)
  const [first, second, plan] = ['first', 'second', 'plan.json'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  await succeed(env, 'export', first)
  const exported = readFiles(first)
  const text = Object.values(exported).join('\n')
  for (const secret of ['secret of', 'token-4', 'PRIVATE']) assert.ok(!text.includes(secret), secret)

  const key = readFileSync(join(folder, 'old', 'installation.key'), 'utf8').trim()
  const references = [...text.matchAll(/\$\{env:(\w+)\}/g)].map(([, name = '']) => [name, 'a secret'])
  const fresh = {
    ...env,
    MEDIARY_DATA: join(folder, 'new'),
    MEDIARY_INSTALLATION_KEY: key,
    ...Object.fromEntries(references),
  }
  assert.match(await succeed(fresh, 'plan', first, '--out', plan), /\+ clients "[^"]+"[\s\S]* to create, /)
  await succeed(fresh, 'apply', plan)
  await succeed(fresh, 'export', second)
  assert.deepEqual(readFiles(second), exported)
  assert.equal(await succeed(fresh, 'drift', first), 'Nothing differs.\n')
  const again = await run(fresh, 'apply', plan)
  assert.equal(again.code, 1)
  assert.match(again.output, /^The configuration has changed since the plan was made[^\n]*\n$/)

  const program = await serve(context, fresh)
  for (const client of clients) {
    const answer =
      client.kind === 'certificate'
        ? await curl(...withCertificate(pair), `${program.https}/lab`)
        : await fetch(`${program.http}/lab`, { headers: { authorization: toAuthorization(client) } })
    assert.equal(answer.status, 200, `${client.clientID} ${client.kind}`)
  }
  for (const { email, password } of users)
    assert.equal(
      (await program.call('GET', '/about', undefined, { authorization: toBasic(email, password) })).status,
      200,
    )
})

test('drift finds what somebody changed by hand while the program serves, and apply takes it back', async (context) => {
  const { folder, clients, env } = await prepare(context)
  const program = await serve(context, env)
  const served = { ...env, MEDIARY_API_PORT: `${program.ports.api}` }
  const git = join(folder, 'git')
  await succeed(served, 'export', git)
  const [root] = users
  const authorization = { authorization: toBasic(root?.email ?? '', root?.password ?? '') }
  const client = clients.find(({ kind }) => kind === 'token')
  assert.ok(client)
  const shown = await program.call('GET', '/clients', undefined, authorization)
  const list = z.array(z.object({ _id: z.string(), clientID: z.string() })).parse(await shown.json())
  const id = list.find(({ clientID }) => clientID === client.clientID)?._id
  await program.call('PUT', `/clients/${id}`, { name: 'Renamed by hand' }, authorization)

  const drift = await run(served, 'drift', git)
  assert.equal(drift.code, 1)
  assert.match(
    drift.output,
    /~ clients "[^"]+"\n {4}name: "[^"]*" becomes |~ clients "[^"]+"\n {4}name: "Renamed by hand" becomes /,
  )

  const file =
    Object.keys(readFiles(git)).find((path) => readFiles(git)[path]?.includes(`clientID: ${client.clientID}\n`)) ?? ''
  const text = readFiles(git)[file] ?? ''
  writeFileSync(join(git, file), text.replace(/credentials:\n[\s\S]*$/, 'credentials: []\n'))
  await succeed(served, 'apply', git)
  const query = 'filterRepresentation=full&filterLimit=50&filterPage=0'
  const audits = await program.call('GET', `/audits?${query}`, undefined, authorization)
  assert.match(audits.text, /"userID":"Command line"/)
  const headers = { authorization: toAuthorization(client) }
  // Another program has written the store: the serving one looks once a second.
  await until('the gateway obeys', async () => (await fetch(`${program.http}/lab`, { headers })).status === 401)

  writeFileSync(join(git, file), `${text}\nname: again\n`)
  const broken = await run(served, 'drift', git)
  assert.equal(broken.code, 2)
  assert.match(broken.output, /^[^\n]*\.yaml: [^\n]*unique[^\n]*\n$/)
})
