import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { run, startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream } from './upstream.ts'

const exec = promisify(execFile)

/** Two lines of a shell, in a folder of the facility's own. */
const shell = (folder: string, line: string) => exec('sh', ['-c', line], { cwd: folder })

test('a facility enrols with two lines and a code, is recognised at once, and no more after its certificate is revoked', async (context) => {
  const upstream = await startUpstream()
  const program = await startProgram({ workers: 2 })
  context.after(async () => {
    await program.end()
    await upstream.stop()
  })
  await program.makeChannel({ name: 'lab' }, upstream.port)
  await program.makeClient({ clientID: 'clinic-1', clientDomain: 'clinic.example' })
  const [client] = await program.get<{ _id: string }[]>('/clients')
  assert.equal((await program.call('POST', '/authority', { commonName: 'Exchange CA' })).status, 201)
  const invited = await program.call('POST', '/authority/enrolments', { client: client?._id })
  assert.equal(invited.status, 201, invited.text)
  const { openssl, curl } = invited.json() as { openssl: string; curl: string }

  const folder = mkdtempSync(join(tmpdir(), 'mediary-facility-'))
  await shell(folder, openssl)
  await shell(folder, curl)
  assert.match(readFileSync(join(folder, 'clinic-1.crt'), 'utf8'), /BEGIN CERTIFICATE/)
  await assert.rejects(shell(folder, curl.replace('.crt', '.again')), 'the code is spent')
  // The pinned key is the server's own: who stands in its place gets no code.
  await assert.rejects(shell(folder, curl.replace(/sha256\/\/...../, 'sha256//AAAAA')))

  const ask = async (name = 'clinic-1') => {
    const own = ['--cert', join(folder, `${name}.crt`), '--key', join(folder, 'clinic-1.key')]
    const { stdout } = await exec('curl', [
      '-sk',
      '-o',
      join(folder, 'answer'),
      '-w',
      '%{http_code}',
      ...own,
      `${program.https}/lab`,
    ])
    return stdout
  }
  assert.equal(await ask(), '200')
  const certificates = () => program.get<{ _id: string; firstUsed?: string }[]>('/authority/certificates')
  const first = await until('the first use is known', async () =>
    (await certificates()).find(({ firstUsed }) => firstUsed),
  )

  // A second certificate works while the first one still does.
  const csr = readFileSync(join(folder, 'clinic-1.csr'), 'utf8')
  const second = await program.call('POST', '/authority/certificates', { client: client?._id, csr })
  assert.equal(second.status, 201, second.text)
  run('sh', ['-c', 'cat > second.crt'], { cwd: folder, input: (second.json() as { certificate: string }).certificate })
  assert.deepEqual([await ask(), await ask('second')], ['200', '200'])
  assert.equal((await program.call('POST', `/authority/certificates/${first._id}/revoke`, {})).status, 200)
  assert.deepEqual([await ask(), await ask('second')], ['401', '200'])
})

test('nobody guesses a code, and none is taken in the open', async (context) => {
  const program = await startProgram({ workers: 1 })
  context.after(() => program.end())
  const path = '/.well-known/mediary/enrolment'
  const send = (base: string) =>
    exec('curl', [
      '-sk',
      '-w',
      '%{http_code}',
      '-H',
      'Enrolment-Code: AAAA-BBBB-CCCC-DDDD-EEEE',
      '-d',
      'x',
      base + path,
    ])
  const statuses: string[] = []
  for (let i = 0; i < 12; i++) statuses.push((await send(program.https)).stdout.slice(-3))
  assert.deepEqual([...new Set(statuses)], ['403', '429'])
  assert.equal((await send(program.http)).stdout.slice(-3), '404')
})
