import assert from 'node:assert/strict'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { issue } from '../testing/certificates.ts'
import { management } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'

onBothEngines('the first start makes a certificate for the names of the gateway, and only one', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  const shown = (await api.admin('GET', '/keystore/cert')).body
  assert.equal(shown.commonName, 'gateway.example.org')
  assert.deepEqual(shown.subjectAltNames, [
    'DNS:gateway.example.org',
    'DNS:localhost',
    'IP Address:127.0.0.1',
    'IP Address:0:0:0:0:0:0:0:1',
  ])
  const days = (Date.parse(shown.validity.end) - Date.now()) / 86_400_000
  assert.ok(days > 396 && days < 398)
  assert.deepEqual([shown.watchFSForCert, shown.restartRequired], [false, false])
  await api.keystore.ensureServerCertificate(['other.example.org'])
  assert.equal((await api.admin('GET', '/keystore/cert')).body.fingerprint256, shown.fingerprint256)
  assert.deepEqual((await api.admin('GET', '/keystore/validity')).body, { valid: true })
  const { key, cert } = await api.keystore.forGateway()
  assert.ok(new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)))
})

onBothEngines('a certificate and its key are put into service, with a restart', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  const subject = 'C=ZA, ST=Western Cape, L=Cape Town, O=Clinic, OU=Lab, CN=gateway.example.net'
  const { cert, key } = await issue({ subject, names: ['gateway.example.net'] })
  assert.equal((await api.admin('POST', '/keystore/cert', { cert, key })).status, 201)
  const { validity, data, ...shown } = (await api.admin('GET', '/keystore/cert')).body
  const parsed = new X509Certificate(cert)
  assert.deepEqual(shown, {
    commonName: 'gateway.example.net',
    country: 'ZA',
    state: 'Western Cape',
    locality: 'Cape Town',
    organization: 'Clinic',
    organizationUnit: 'Lab',
    subjectAltNames: ['DNS:gateway.example.net'],
    fingerprint: parsed.fingerprint,
    fingerprint256: parsed.fingerprint256,
    watchFSForCert: false,
    restartRequired: true,
  })
  assert.equal(new X509Certificate(data).fingerprint256, parsed.fingerprint256)
  assert.match(validity.start, /^\d{4}-\d\d-\d\dT.*Z$/)
  const restarted = await api.admin('POST', '/restart')
  assert.deepEqual([restarted.status, restarted.text, api.restarts.length], [200, 'Server being restarted', 1])
  assert.equal((await api.admin('GET', '/keystore/cert')).body.restartRequired, false)
})

onBothEngines('a certificate sent before its key waits for it, and the pair in service stays', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  const before = await api.keystore.forGateway()
  const { cert, key } = await issue({ subject: 'CN=gateway.example.net' })
  const other = await issue({ subject: 'CN=other.example.net' })
  assert.equal((await api.admin('POST', '/keystore/cert', { cert })).status, 201)
  const stillWaiting = async () => {
    assert.deepEqual(await api.keystore.forGateway(), before)
    assert.deepEqual((await api.admin('GET', '/keystore/validity')).body, { valid: false })
    assert.equal((await api.admin('POST', '/restart')).status, 400)
  }
  await stillWaiting()
  await api.admin('POST', '/keystore/key', { key: other.key })
  await stillWaiting()
  assert.equal((await api.admin('POST', '/keystore/key', { key })).status, 201)
  assert.deepEqual(await api.keystore.forGateway(), { ...before, cert, key })
  assert.deepEqual((await api.admin('GET', '/keystore/validity')).body, { valid: true })
})

onBothEngines('a key may come first, sealed by a passphrase, and is kept only sealed by us', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  const { cert, key } = await issue({ subject: 'CN=gateway.example.net', rsaBits: 2048 })
  const passphrase = 'open sesame'
  const sealed = createPrivateKey(key)
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase })
    .toString()
  const wrong = await api.admin('POST', '/keystore/key', { key: sealed, passphrase: 'wrong' })
  assert.match(wrong.text, /^key: is not a readable private key, or the passphrase is wrong$/)
  const before = (await api.keystore.forGateway()).cert
  assert.equal((await api.admin('POST', '/keystore/key', { key: sealed, passphrase })).status, 201)
  assert.equal((await api.keystore.forGateway()).cert, before)
  assert.equal((await api.admin('POST', '/keystore/cert', { cert })).status, 201)
  assert.equal((await api.keystore.forGateway()).cert, cert)
  const rows = await database.kysely
    .withTables<{ certificates: object }>()
    .selectFrom('certificates')
    .selectAll()
    .execute()
  assert.doesNotMatch(JSON.stringify(rows), /PRIVATE KEY|open sesame/)
})

onBothEngines('a certificate renewed for the same key serves without sending the key again', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  const { cert, key } = await issue({ subject: 'CN=gateway.example.net' })
  await api.admin('POST', '/keystore/cert', { cert, key })
  await api.admin('POST', '/keystore/cert', { cert: (await issue({ subject: 'CN=abandoned.example.net' })).cert })
  assert.deepEqual((await api.admin('GET', '/keystore/validity')).body, { valid: false })
  assert.equal((await api.admin('POST', '/keystore/cert', { cert })).status, 201)
  assert.deepEqual((await api.admin('GET', '/keystore/validity')).body, { valid: true })
})

onBothEngines('nothing that cannot serve replaces what serves, and each fault is named', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  const before = await api.keystore.forGateway()
  const authority = await issue({ subject: 'CN=authority' })
  const good = await issue({ subject: 'CN=good', issuer: authority })
  const expired = await issue({ subject: 'CN=expired', days: { from: -9, to: -1 } })
  const early = await issue({ subject: 'CN=early', days: { from: 2, to: 9 } })
  const short = await issue({ subject: 'CN=short', rsaBits: 1024 })
  const cases: [object, RegExp][] = [
    [{ cert: 'no certificate' }, /^cert: has no PEM certificate$/],
    [{ cert: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' }, /^cert: block 1 is not a readable/],
    [{ cert: good.cert.slice(0, 200) }, /^cert: block 1 is not a readable/],
    [{ cert: good.cert + good.key }, /^cert: block 2 is a private key, which does not belong here$/],
    [{ cert: authority.cert + good.cert }, /^cert: block 2 did not issue block 1/],
    [{ cert: expired.cert, key: expired.key }, /^cert: the certificate expired on \d{4}-\d\d-\d\d$/],
    [{ cert: early.cert, key: early.key }, /^cert: the certificate is not valid before/],
    [{ cert: good.cert, key: authority.key }, /^key: does not belong to the certificate$/],
    [{ cert: good.cert, key: good.cert }, /^key: has no PEM private key$/],
    [{ cert: short.cert, key: short.key }, /^cert: the key has 1024 bits; the minimum is 2048$/],
    [{ cert: 'x'.repeat(200_001) }, /^cert: must have 200000 characters or fewer$/],
    [{}, /^cert: is missing$/],
  ]
  for (const [body, reason] of cases) {
    const answer = await api.admin('POST', '/keystore/cert', body)
    assert.equal(answer.status, 400, String(reason))
    assert.match(answer.text, reason)
    assert.doesNotMatch(answer.text, /BEGIN/)
  }
  assert.deepEqual(await api.keystore.forGateway(), before)
  assert.deepEqual((await api.admin('GET', '/keystore/validity')).body, { valid: true })
  const chain = good.cert + authority.cert
  assert.equal((await api.admin('POST', '/keystore/cert', { cert: chain, key: good.key })).status, 201)
  assert.equal((await api.keystore.forGateway()).cert, chain)
})

onBothEngines('no answer of the keystore holds a key', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  const { cert, key } = await issue({ subject: 'CN=gateway.example.net' })
  const answers = [await api.admin('POST', '/keystore/cert', { cert, key }), await api.admin('GET', '/keystore/cert')]
  for (const { text } of answers) assert.doesNotMatch(text, /PRIVATE|sealed/)
})
