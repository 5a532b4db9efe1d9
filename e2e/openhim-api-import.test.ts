// The command that takes over a running OpenHIM through its API, as people run it.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { ImportReport } from '../server/src/openhim-import/index.ts'
import { startOpenhimApi } from '../server/src/testing/openhim/api-server.ts'
import { buildClients, buildDatabase, makeId } from '../server/src/testing/openhim/database.ts'
import { startProgram } from './program.ts'
import { startUpstream } from './upstream.ts'

const launcher = join(import.meta.dirname, '../server/bin/mediary.js')
const testSwitches = process.execArgv.filter((argument) => argument === '--conditions=mediary-testing')
const root = { email: 'root@openhim.org', password: 'openhim-password' }

type Run = { code: number; report: ImportReport; output: string }

/** Runs the command to its end. The password is in the environment. */
function importFrom(url: string, data: string, password: string): Promise<Run> {
  const parameters = [...testSwitches, launcher, 'import-openhim', '--from', url, '--user', root.email, '--json']
  const env = { PATH: process.env.PATH ?? '', MEDIARY_DATA: data, OPENHIM_PASSWORD: password }
  return new Promise((resolve) =>
    execFile(process.execPath, parameters, { env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
      resolve({
        code: error ? Number(error.code) : 0,
        report: stdout.startsWith('{') ? JSON.parse(stdout) : { collections: {}, remarks: [] },
        output: stdout + stderr,
      }),
    ),
  )
}

function makeFolder(context: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'mediary-import-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test('a running OpenHIM moves in: its clients sign in with their old secrets, and the ids hold', async (context) => {
  const folder = makeFolder(context)
  const data = join(folder, 'data')
  const upstream = await startUpstream()
  context.after(() => upstream.stop())
  const clients = buildClients(7).filter(({ kind }) => kind === 'basic' || kind === 'token')
  const documents = buildDatabase({ clients, port: upstream.port, transactions: 60 })
  const openhim = await startOpenhimApi(documents, { salt: 'a-salt-of-the-user', user: root })
  context.after(() => openhim.close())
  const url = openhim.url.origin

  const refused = await importFrom(url, data, 'another password')
  assert.match(refused.output, /does not know the user root@openhim.org/)
  assert.doesNotMatch(refused.output, /another password/)
  const imported = await importFrom(url, data, root.password)
  assert.equal(imported.report.collections.transactions?.taken, 60, imported.output)
  assert.equal(imported.report.collections.clients?.taken, clients.length, imported.output)

  const program = await startProgram({ folder: data, workers: 1, env: {}, unattended: false })
  context.after(() => program.end())
  for (const { clientID, kind, secret } of clients) {
    const basic = `Basic ${Buffer.from(`${clientID}:${secret}`).toString('base64')}`
    const authorization = kind === 'basic' ? basic : `Custom ${secret}`
    const { status } = await fetch(`${program.http}/lab`, { headers: { authorization } })
    assert.equal(status, 200, clientID)
  }
  const asRoot = { authorization: `Basic ${Buffer.from('root@openhim.org:password').toString('base64')}` }
  const channels = (await program.call('GET', '/channels', undefined, asRoot)).json() as { _id: string; name: string }[]
  assert.equal(channels.find(({ name }) => name === 'Lab')?._id, `${makeId('channel', 0)}`)
})

test('a Mediary that serves in the place of OpenHIM is read too, and what its API hides is said', async (context) => {
  const folder = makeFolder(context)
  const env = {
    MEDIARY_COMPAT_OPENHIM: 'true',
    MEDIARY_ADMIN_EMAIL: root.email,
    MEDIARY_ADMIN_PASSWORD: root.password,
  }
  const source = await startProgram({ folder: join(folder, 'source'), workers: 1, env })
  context.after(() => source.end())
  await source.makeChannel({ name: 'lab', authType: 'public' }, 9)
  await source.makeClient({ clientID: 'clinic-1', name: 'Clinic 1', password: 'correct horse' })
  await (await fetch(`${source.http}/lab`)).text()
  const url = `http://127.0.0.1:${source.ports.api}`
  const { code, report, output } = await importFrom(url, join(folder, 'data'), root.password)
  assert.deepEqual([report.collections.channels?.found, report.collections.clients?.found], [1, 1], output)
  assert.equal(report.collections.transactions?.found, 1, output)
  const hidden = report.remarks.filter(({ note }) => note?.reason === 'import-secrets-missing')
  assert.deepEqual(
    hidden.map(({ name, note }) => [name, note?.parameters]),
    [['clinic-1', { fields: 'passwordHash' }]],
  )
  assert.equal(code, 1, 'a client without its password carries no traffic')
})
