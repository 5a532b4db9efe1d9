import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import type { Refusal } from './api.ts'
import { ca, file, fingerprint, make, pem } from './dated-certificates.ts'
import { run, startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream } from './upstream.ts'

const exec = promisify(execFile)

function makeAll() {
  make({ name: 'root', subject: 'Root', extensions: ca })
  make({ name: 'middle', subject: 'Middle', by: 'root', extensions: ca })
  make({ name: 'hidden', subject: 'Hidden', by: 'root', extensions: ca })
  for (const [name, by] of [
    ['deep1', 'root'],
    ['deep2', 'deep1'],
    ['deep3', 'deep2'],
    ['deep4', 'deep3'],
  ] as const)
    make({ name, subject: name, by, extensions: ca })
  make({ name: 'stranger', subject: 'Stranger', extensions: ca })
  make({ name: 'good', subject: 'good.example', by: 'root' })
  make({ name: 'rsa', subject: 'rsa.example', by: 'root', key: ['rsa:2048'] })
  make({
    name: 'san',
    subject: 'anything',
    by: 'root',
    extensions: 'extendedKeyUsage=clientAuth\nsubjectAltName=DNS:san.example\n',
  })
  make({ name: 'expired', subject: 'expired.example', by: 'root', days: ['20230101000000Z', '20240101000000Z'] })
  make({ name: 'early', subject: 'early.example', by: 'root', days: ['20430101000000Z', '20440101000000Z'] })
  make({ name: 'wrong', subject: 'stranger.example', by: 'root' })
  make({ name: 'unknown', subject: 'unknown.example', by: 'stranger' })
  make({ name: 'partial', subject: 'partial.example', by: 'hidden' })
  make({ name: 'unseen', subject: 'unseen.example', by: 'hidden' })
  make({ name: 'chained', subject: 'chained.example', by: 'middle' })
  make({ name: 'deep', subject: 'deep.example', by: 'deep4' })
  make({ name: 'server', subject: 'usage.example', by: 'root', extensions: 'extendedKeyUsage=serverAuth\n' })
  make({ name: 'revoked', subject: 'revoked.example', by: 'root' })
}

/** The list that the authority itself would publish. */
function listOfRevoked() {
  run('openssl', [
    'ca',
    '-config',
    file('root.cnf'),
    '-cert',
    file('root.pem'),
    '-keyfile',
    file('root.key'),
    '-revoke',
    file('revoked.pem'),
  ])
  return run('openssl', [
    'ca',
    '-config',
    file('root.cnf'),
    '-cert',
    file('root.pem'),
    '-keyfile',
    file('root.key'),
    '-gencrl',
  ])
}

// What is presented, with whom it came, and why it is refused; nothing: it passes.
const matrix: [string, string[], string?, RegExp?][] = [
  ['good', []],
  ['rsa', []],
  ['san', []],
  ['chained', ['middle']],
  ['expired', [], 'expired-certificate', /has expired/],
  ['early', [], 'early-certificate', /is not valid yet/],
  ['revoked', [], 'revoked-certificate', /is revoked/],
  ['wrong', [], 'wrong-domain|unknown-domain', /Domain/],
  ['unknown', [], 'untrusted-certificate', /not trusted/],
  ['partial', [], 'untrusted-certificate', /not trusted/],
  // An authority must stand in the keystore: one that is only sent along could not be checked when a session is resumed.
  ['unseen', ['hidden'], 'untrusted-certificate', /not trusted/],
  ['deep', ['deep4', 'deep3', 'deep2', 'deep1'], 'too-deep', /4 intermediate certificates, at most 3 allowed/],
  ['server', [], 'wrong-usage', /may not be used to authenticate a client/],
]

const domains: Record<string, string> = { server: 'usage.example', wrong: 'wrong.example' }

for (const way of ['by its Domain', 'by a pinned fingerprint'] as const)
  test(`certificates of every kind meet the stated answer when a client is known ${way}, before and after a restart`, async (context) => {
    makeAll()
    const upstream = await startUpstream()
    const program = await startProgram({ workers: 2 })
    context.after(async () => {
      await program.end()
      await upstream.stop()
    })
    await program.makeChannel({ name: 'lab' }, upstream.port)
    for (const [name] of matrix)
      await program.makeClient({
        clientID: name,
        clientDomain: domains[name] ?? `${name}.example`,
        ...(way === 'by a pinned fingerprint' && { certFingerprint: fingerprint(name) }),
      })
    assert.equal(
      (
        await program.call('POST', '/keystore/ca/cert', {
          cert: ['root', 'middle', 'deep1', 'deep2', 'deep3', 'deep4'].map(pem).join(''),
        })
      ).status,
      201,
    )
    assert.equal((await program.call('POST', '/restart')).status, 200)
    const imported = await program.call('POST', '/authority/revocation-lists', { crl: listOfRevoked() })
    assert.equal(imported.status, 201, imported.text)

    const askAll = async (round: string) => {
      for (const [name, sent, code, reason] of matrix) {
        const cert = file(`${name}-sent.pem`, [name, ...sent].map(pem).join(''))
        const path = `/lab/${round}-${name}`
        const args = [
          '-sk',
          '--max-time',
          '20',
          '-o',
          file('answer'),
          '-w',
          '%{http_code}',
          '--cert',
          cert,
          '--key',
          file(`${name}.key`),
        ]
        const { stdout } = await exec('curl', [...args, program.https + path])
        assert.equal(stdout, code ? '401' : '200', `${round}: ${name}`)
        if (!code) continue
        const refusal = await until(`a refusal of ${path}`, async () =>
          (await program.get<(Refusal & { code: string })[]>('/refusals?limit=50')).find((one) => one.path === path),
        )
        assert.match(refusal.code, new RegExp(`^(${code})$`), refusal.reason)
        assert.match(refusal.reason, reason ?? /^$/)
      }
    }
    await askAll('before')
    assert.equal((await program.call('POST', '/restart')).status, 200)
    await askAll('after')
  })
