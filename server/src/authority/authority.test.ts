import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { management } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'

const folder = mkdtempSync(join(tmpdir(), 'mediary-authority-'))
const file = (name: string, content?: string | Buffer) => {
  if (content !== undefined) writeFileSync(join(folder, name), content)
  return join(folder, name)
}
const openssl = (...args: string[]) =>
  execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

/** A request as a facility makes it. */
function request(key = ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256']) {
  openssl(
    'req',
    '-new',
    '-newkey',
    ...key,
    '-nodes',
    '-subj',
    '/CN=root of all',
    '-keyout',
    file('own.key'),
    '-out',
    file('own.csr'),
  )
  return { csr: readFileSync(file('own.csr'), 'utf8'), key: readFileSync(file('own.key'), 'utf8') }
}

type Api = Awaited<ReturnType<typeof management>>

async function prepared(database: Parameters<typeof management>[0]) {
  const api = await management(database)
  await api.ensureAdmin()
  await api.clients.create(client('clinic-1', 'clinic.example'), { jwtEnabled: false })
  const found = await api.clients.findByClientID('clinic-1')
  return { api, id: found?._id ?? '' }
}

const client = (clientID: string, clientDomain: string) =>
  ({ clientID, name: clientID, roles: ['clinic'], clientDomain }) as unknown as Parameters<Api['clients']['create']>[0]

onBothEngines(
  'an authority is made once it is asked for, and signs requests for the name of the client',
  async (database) => {
    const { api, id } = await prepared(database)
    const early = await api.admin('POST', '/authority/certificates', { client: id })
    assert.deepEqual([early.status, early.text], [409, 'There is no authority yet: make one first'])
    const made = await api.admin('POST', '/authority', {
      commonName: 'Exchange CA',
      country: 'mw',
      organization: '',
      days: 3000,
    })
    assert.equal(made.status, 201, made.text)
    const { csr, key } = request()
    const issued = (await api.admin('POST', '/authority/certificates', { client: id, csr })).body
    assert.equal(issued.key, undefined)
    const certificate = new X509Certificate(issued.certificate)
    // Whatever the request says of its sender is not believed.
    assert.equal(certificate.subject, 'CN=clinic.example')
    assert.equal(certificate.subjectAltName, 'DNS:clinic.example')
    assert.ok(certificate.checkPrivateKey(createPrivateKey(key)))
    const check = openssl(
      'verify',
      '-x509_strict',
      '-purpose',
      'sslclient',
      '-CAfile',
      file('ca.pem', issued.chain),
      file('own.crt', issued.certificate),
    )
    assert.match(check, /: OK/)
    const [listed] = (await api.admin('GET', `/authority/certificates?client=${id}`)).body
    assert.deepEqual(
      [listed._id, listed.clientID, listed.how, listed.firstUsed, listed.revokedAt],
      [issued._id, 'clinic-1', 'request', undefined, undefined],
    )
  },
)

onBothEngines(
  'a key that is made with the certificate is handed out once, also as PKCS#12 that others can read',
  async (database) => {
    const { api, id } = await prepared(database)
    await api.admin('POST', '/authority', { commonName: 'Exchange CA' })
    for (const keyType of ['ec', 'rsa']) {
      const sent = { client: id, keyType, passphrase: 'open sesame' }
      const { certificate, key, pkcs12 } = (await api.admin('POST', '/authority/certificates', sent)).body
      assert.ok(new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key)))
      assert.equal(createPrivateKey(key).asymmetricKeyType, keyType)
      const bundle = file('bundle.p12', Buffer.from(pkcs12, 'base64'))
      const read = openssl('pkcs12', '-in', bundle, '-passin', 'pass:open sesame', '-nodes')
      assert.match(read, /PRIVATE KEY/)
      assert.equal(read.match(/BEGIN CERTIFICATE/g)?.length, 2)
    }
    const rows = await database.kysely
      .withTables<{ certificates: object }>()
      .selectFrom('certificates')
      .selectAll()
      .execute()
    assert.doesNotMatch(JSON.stringify(rows), /PRIVATE KEY|open sesame/)
    assert.doesNotMatch((await api.admin('GET', '/authority/certificates')).text, /PRIVATE KEY/)
    assert.doesNotMatch((await api.admin('GET', '/authority')).text, /PRIVATE KEY|sealed/)
  },
)

onBothEngines('a request that shows no key, or a weak one, is refused with the reason', async (database) => {
  const { api, id } = await prepared(database)
  await api.admin('POST', '/authority', { commonName: 'Exchange CA' })
  const good = request().csr
  const bytes = Buffer.from(good.replace(/-----[^-]+-----|\s/g, ''), 'base64')
  bytes[bytes.length - 5] = (bytes[bytes.length - 5] ?? 0) ^ 1
  const forged = `-----BEGIN CERTIFICATE REQUEST-----\n${bytes.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`
  for (const [csr, reason] of [
    ['hello', /^csr: has no PEM certificate request$/],
    ['-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----', /^csr: cannot be read$/],
    [forged, /^csr: is not signed with its own key$/],
    [request(['rsa:1024']).csr, /^csr: its key has 1024 bits/],
    [request(['ed25519']).csr, /^csr: /],
  ] as const) {
    const answer = await api.admin('POST', '/authority/certificates', { client: id, csr })
    assert.equal(answer.status, 400, answer.text)
    assert.match(answer.text, reason)
  }
  assert.deepEqual((await api.admin('GET', '/authority/certificates')).body, [])
})

onBothEngines(
  'a revoked certificate stands in the list that others can read, and is revoked once',
  async (database) => {
    const { api, id } = await prepared(database)
    await api.admin('POST', '/authority', { commonName: 'Exchange CA' })
    const { _id, certificate, chain } = (await api.admin('POST', '/authority/certificates', { client: id })).body
    assert.equal((await api.admin('POST', `/authority/certificates/${_id}/revoke`, { reason: 'lost' })).status, 200)
    assert.equal((await api.admin('POST', `/authority/certificates/${_id}/revoke`, {})).status, 404)
    const [listed] = (await api.admin('GET', '/authority/certificates')).body
    assert.equal(listed.reason, 'lost')
    assert.deepEqual(
      (await api.authority.identities()).map(({ revoked }) => revoked),
      [true],
    )
    const crl = file('own.crl', (await api.send('GET', '/authority/crl')).text)
    const args = [
      'verify',
      '-crl_check',
      '-CAfile',
      file('ca.pem', chain),
      '-CRLfile',
      crl,
      file('own.crt', certificate),
    ]
    assert.throws(() => openssl(...args), /certificate revoked/)
  },
)

onBothEngines('a code enrols its client once, and then no more', async (database) => {
  const { api, id } = await prepared(database)
  await api.admin('POST', '/authority', { commonName: 'Exchange CA' })
  const made = (await api.admin('POST', '/authority/enrolments', { client: id })).body
  assert.match(made.code, /^([0-9A-Z]{4}-){4}[0-9A-Z]{4}$/)
  assert.match(made.openssl, /^openssl req .*clinic-1\.csr$/)
  assert.match(
    made.curl,
    /--pinnedpubkey "sha256\/\/.{44}".*https:\/\/gateway\.example\.org:5000\/\.well-known\/mediary\/enrolment$/,
  )
  const { csr } = request()
  const enrol = (code: string, body = csr) => api.enrolments.enrol({ code, csr: body, address: '10.0.0.9' })
  await assert.rejects(enrol('AAAA-BBBB-CCCC-DDDD-EEEE'), /not valid/)
  await assert.rejects(enrol(made.code, 'no request'), /csr/)
  const spoken = made.code.toLowerCase().replaceAll('-', ' ')
  const answers = await Promise.allSettled([enrol(spoken), enrol(made.code)])
  assert.deepEqual(answers.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  await assert.rejects(enrol(made.code), /was used already/)
  const [shown] = (await api.admin('GET', '/authority/enrolments')).body
  assert.deepEqual([shown.state, shown.usedFrom, shown.clientID], ['used', '10.0.0.9', 'clinic-1'])
  assert.equal((await api.admin('GET', '/authority/certificates')).body.length, 1)
  const rows = await database.kysely.withTables<{ enrolments: object }>().selectFrom('enrolments').selectAll().execute()
  assert.ok(!JSON.stringify(rows).includes(made.code))
})

onBothEngines(
  'a code that was withdrawn, has expired, or was spoilt by bad requests enrols nobody',
  async (database) => {
    const { api, id } = await prepared(database)
    await api.admin('POST', '/authority', { commonName: 'Exchange CA' })
    const invite = async () => (await api.admin('POST', '/authority/enrolments', { client: id })).body
    const { csr } = request()
    const enrol = (code: string, body = csr) => api.enrolments.enrol({ code, csr: body, address: '' })
    const withdrawn = await invite()
    assert.equal((await api.admin('DELETE', `/authority/enrolments/${withdrawn._id}`)).status, 200)
    await assert.rejects(enrol(withdrawn.code), /not valid/)
    const late = await invite()
    await database.kysely
      .withTables<{ enrolments: { id: string; expires: number } }>()
      .updateTable('enrolments')
      .set({ expires: 1 })
      .where('id', '=', late._id)
      .execute()
    await assert.rejects(enrol(late.code), /has expired/)
    const spoilt = await invite()
    for (let i = 0; i < 10; i++) await assert.rejects(enrol(spoilt.code, 'no request'), /csr/)
    await assert.rejects(enrol(spoilt.code), /not valid/)
    const orphan = await invite()
    await api.clients.remove(id)
    await assert.rejects(enrol(orphan.code), /no longer exists/)
  },
)

onBothEngines('a revocation list counts when a trusted authority signed it, and never goes back', async (database) => {
  const { api } = await prepared(database)
  const other = await management(database)
  await other.admin('POST', '/authority', { commonName: 'Other CA' })
  const crl = (await other.send('GET', '/authority/crl')).text
  const [{ _id: own }] = (await other.admin('GET', '/authority')).body
  await database.kysely
    .withTables<{ certificates: { id: string; purpose: string } }>()
    .updateTable('certificates')
    .set({ purpose: 'trusted' })
    .where('id', '=', own)
    .execute()
  for (const [sent, reason] of [
    ['hello', /must be one revocation list/],
    ['-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----', /cannot be read/],
  ] as const) {
    const answer = await api.admin('POST', '/authority/revocation-lists', { crl: sent })
    assert.equal(answer.status, 400, answer.text)
    assert.match(answer.text, reason)
  }
  const imported = await api.admin('POST', '/authority/revocation-lists', { crl })
  assert.equal(imported.status, 201, imported.text)
  const [listed] = (await api.admin('GET', '/authority/revocation-lists')).body
  assert.deepEqual([listed._id, listed.issuer, listed.revoked], [imported.body._id, 'CN=Other CA', 0])
  await api.admin('DELETE', `/keystore/ca/${own}`)
  const again = await api.admin('POST', '/authority/revocation-lists', { crl })
  assert.match(again.text, /not among the trusted certificates/)
  assert.equal((await api.admin('DELETE', `/authority/revocation-lists/${listed._id}`)).status, 200)
})

onBothEngines('who may only view certificates issues nothing', async (database) => {
  const { api, id } = await prepared(database)
  const viewer = await api.addUser('grace@example.org', { 'certificates-view': true })
  for (const url of [
    '/authority',
    '/authority/certificates',
    '/authority/enrolments',
    `/authority/certificates/${id}/revoke`,
  ])
    assert.equal((await viewer('POST', url, {})).status, 403, url)
  assert.equal((await viewer('GET', '/authority/enrolments')).status, 200)
})
