import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { issue } from '../testing/certificates.ts'
import { management } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'

const folder = mkdtempSync(join(tmpdir(), 'mediary-uploads-'))
const file = (name: string, content?: string) => {
  if (content !== undefined) writeFileSync(join(folder, name), content)
  return join(folder, name)
}
const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'pipe'] })
const base64 = (name: string) => readFileSync(file(name)).toString('base64')

type Pair = { cert: string; key: string }

/** As `openssl pkcs12 -export` writes it. */
function pkcs12({ cert, key }: Pair, passphrase: string, ...more: string[]) {
  const own = ['-in', file('own.pem', cert), '-inkey', file('own.key', key)]
  openssl('pkcs12', '-export', ...own, ...more, '-passout', `pass:${passphrase}`, '-out', file('own.p12'))
  return base64('own.p12')
}

async function prepared(database: Parameters<typeof management>[0]) {
  const api = await management(database)
  await api.ensureAdmin()
  const shown = async () => (await api.admin('GET', '/keystore/cert')).body.commonName
  return { ...api, shown }
}

onBothEngines('a certificate and its key come as DER too, in every form that keys have', async (database) => {
  const api = await prepared(database)
  const ec = await issue({ subject: 'CN=ec.example' })
  const rsa = await issue({ subject: 'CN=rsa.example', rsaBits: 2048 })
  const der = ({ cert }: Pair) => new X509Certificate(cert).raw.toString('base64')
  const exportKey = ({ key }: Pair, type: 'pkcs8' | 'sec1' | 'pkcs1', sealed = {}) =>
    (createPrivateKey(key).export({ type, format: 'der', ...sealed } as never) as unknown as Buffer).toString('base64')
  const passphrase = 'open sesame'
  for (const [pair, key, more] of [
    [ec, exportKey(ec, 'pkcs8'), {}],
    [rsa, exportKey(rsa, 'pkcs1'), {}],
    [ec, exportKey(ec, 'sec1'), {}],
    [rsa, exportKey(rsa, 'pkcs8', { cipher: 'aes-256-cbc', passphrase }), { passphrase }],
  ] as const) {
    const answer = await api.admin('POST', '/keystore/cert', { cert: der(pair), key, ...more })
    assert.equal(answer.status, 201, answer.text)
    assert.equal(`CN=${await api.shown()}`, pair.subject)
    assert.deepEqual((await api.admin('GET', '/keystore/validity')).body, { valid: true })
  }
})

onBothEngines('PKCS#12 of openssl is taken with its chain, and refused with another passphrase', async (database) => {
  const api = await prepared(database)
  const root = await issue({ subject: 'CN=Root' })
  const own = await issue({ subject: 'CN=packed.example', issuer: root })
  const packed = pkcs12(own, 'open sesame', '-certfile', file('root.pem', root.cert))
  const wrong = await api.admin('POST', '/keystore/pkcs12', { pkcs12: packed, passphrase: 'wrong' })
  assert.equal(wrong.status, 400)
  assert.match(wrong.text, /^pkcs12: the passphrase is wrong/)
  const taken = await api.admin('POST', '/keystore/pkcs12', { pkcs12: packed, passphrase: 'open sesame' })
  assert.equal(taken.status, 201, taken.text)
  const { cert, key } = await api.keystore.forGateway()
  assert.equal(cert, own.cert + root.cert)
  assert.ok(new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)))
})

const foreign: [what: string, args: string[]][] = [
  ['triple DES', ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']],
  ['RC2 of 40 bits beside triple DES', ['-legacy']],
  ['RC2 of 128 bits', ['-legacy', '-keypbe', 'PBE-SHA1-RC2-128', '-certpbe', 'PBE-SHA1-RC2-128']],
  ['triple DES of two keys', ['-keypbe', 'PBE-SHA1-2DES', '-certpbe', 'PBE-SHA1-2DES', '-macalg', 'sha256']],
  ['AES-128 and a MAC of SHA-512', ['-keypbe', 'AES-128-CBC', '-certpbe', 'AES-192-CBC', '-macalg', 'sha512']],
  ['certificates that are not encrypted', ['-certpbe', 'NONE']],
  ['a key that is not encrypted', ['-keypbe', 'NONE']],
]
onBothEngines('PKCS#12 is taken as other programs encrypt it', async (database) => {
  const api = await prepared(database)
  for (const [what, args] of foreign) {
    const own = await issue({ subject: 'CN=foreign.example', rsaBits: 2048 })
    const passphrase = 'pässwörd ☂'
    const packed = pkcs12(own, passphrase, ...args)
    const wrong = await api.admin('POST', '/keystore/pkcs12', { pkcs12: packed, passphrase: 'passwort' })
    assert.match(wrong.text, /the passphrase is wrong/, what)
    const taken = await api.admin('POST', '/keystore/pkcs12', { pkcs12: packed, passphrase })
    assert.equal(taken.status, 201, `${what}: ${taken.text}`)
    const { cert, key } = await api.keystore.forGateway()
    assert.equal(cert, own.cert, what)
    assert.ok(new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)), what)
  }
})

const joined = (pem: string) => pem.trim().replaceAll('\n', ' ')
onBothEngines('certificates and keys are read as people paste them', async (database) => {
  const api = await prepared(database)
  const root = await issue({ subject: 'CN=Pasted Root' })
  const pairs = await Promise.all(
    [1, 2, 3, 4, 5, 6].map((n) => issue({ subject: `CN=pasted-${n}.example`, issuer: root })),
  )
  const [a, b, c, d, e, f] = pairs
  assert.ok(a && b && c && d && e && f)
  const trusted = openssl('x509', '-in', file('c.pem', c.cert), '-trustout', '-addtrust', 'clientAuth').toString()
  const pkcs7 = (...args: string[]) =>
    openssl('crl2pkcs7', '-nocrl', '-certfile', file('r.pem', root.cert), '-certfile', file('e.pem', e.cert), ...args)
  const pasted: [what: string, cert: string, names: string[]][] = [
    ['lines joined by spaces', joined(a.cert), ['pasted-1.example']],
    ['line ends as two characters', b.cert.replaceAll('\n', '\\r\\n'), ['pasted-2.example']],
    ['TRUSTED CERTIFICATE', trusted, ['pasted-3.example']],
    [
      'X509 CERTIFICATE, with a comment',
      `subject=d ${d.cert.replaceAll(' CERTIFICATE', ' X509 CERTIFICATE')}`,
      ['pasted-4.example'],
    ],
    ['PKCS#7', pkcs7().toString(), ['Pasted Root', 'pasted-5.example']],
    ['PKCS#7 in DER', pkcs7('-outform', 'DER').toString('base64'), []],
    ['several blocks on one line', joined(f.cert + root.cert), ['pasted-6.example']],
  ]
  const trustedNames = async () =>
    (await api.admin('GET', '/keystore/ca')).body.map(({ commonName }: { commonName: string }) => commonName).sort()
  let before: string[] = []
  for (const [what, cert, names] of pasted) {
    const answer = await api.admin('POST', '/keystore/ca/cert', { cert })
    assert.equal(answer.status, 201, `${what}: ${answer.text}`)
    before = [...before, ...names].sort()
    assert.deepEqual(await trustedNames(), before, what)
  }
})

onBothEngines('a chain of PKCS#7 serves with a key whose lines were joined', async (database) => {
  const api = await prepared(database)
  const root = await issue({ subject: 'CN=Chain Root' })
  const own = await issue({ subject: 'CN=chain.example', issuer: root, rsaBits: 2048 })
  const cert = openssl(
    'crl2pkcs7',
    '-nocrl',
    '-certfile',
    file('r.pem', root.cert),
    '-certfile',
    file('o.pem', own.cert),
  )
  const old = openssl('rsa', '-in', file('o.key', own.key), '-aes128', '-traditional', '-passout', 'pass:open sesame')
  for (const [key, passphrase] of [
    [joined(own.key), undefined],
    [joined(old.toString()), 'open sesame'],
  ]) {
    const answer = await api.admin('POST', '/keystore/cert', { cert: cert.toString(), key, passphrase })
    assert.equal(answer.status, 201, answer.text)
    assert.equal((await api.keystore.forGateway()).cert, own.cert + root.cert)
  }
})

onBothEngines(
  'a certificate for the server is made here, also with RSA, and serves after a restart',
  async (database) => {
    const api = await prepared(database)
    const subject = { commonName: 'made.example', country: 'mw', organization: 'Health', days: '90', state: '' }
    for (const keyType of ['ec', 'rsa'] as const) {
      const made = await api.admin('POST', '/certificates', { type: 'server', keyType, ...subject })
      assert.equal(made.status, 201, made.text)
      const certificate = new X509Certificate(made.body.certificate)
      assert.equal(certificate.publicKey.asymmetricKeyType, keyType)
      assert.ok(certificate.checkPrivateKey(createPrivateKey(made.body.key)))
      assert.match(certificate.subject, /C=MW\nO=Health\nCN=made\.example/)
      assert.match(certificate.subjectAltName ?? '', /DNS:made\.example, DNS:gateway\.example\.org/)
      const days = (Date.parse(certificate.validTo) - Date.now()) / 86_400_000
      assert.ok(days > 89 && days <= 90)
      assert.equal((await api.admin('GET', '/keystore/cert')).body.restartRequired, true)
      assert.equal((await api.admin('POST', '/restart')).status, 200)
    }
  },
)

onBothEngines(
  'a certificate made for a client is trusted, and its key is nowhere but in the answer',
  async (database) => {
    const api = await prepared(database)
    const before = await api.shown()
    const { certificate, key } = (await api.admin('POST', '/certificates', { type: 'client', commonName: 'c.example' }))
      .body
    assert.ok(new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key)))
    assert.deepEqual(new X509Certificate(certificate).keyUsage, ['1.3.6.1.5.5.7.3.2'])
    const [trusted] = (await api.admin('GET', '/keystore/ca')).body
    assert.equal(trusted.commonName, 'c.example')
    assert.equal(await api.shown(), before)
    const tables = database.kysely.withTables<{ certificates: { pem: string; sealed_key: string | null } }>()
    const rows = await tables.selectFrom('certificates').selectAll().where('pem', '=', trusted.data).execute()
    assert.deepEqual(
      rows.map((row) => row.sealed_key),
      [null],
    )
  },
)

onBothEngines('every way to send something wrong leaves what serves as it was', async (database) => {
  const api = await prepared(database)
  const good = await issue({ subject: 'CN=good.example' })
  const other = await issue({ subject: 'CN=other.example' })
  const short = await issue({ subject: 'CN=short.example', rsaBits: 1024 })
  const expired = await issue({ subject: 'CN=expired.example', days: { from: -9, to: -1 } })
  const early = await issue({ subject: 'CN=early.example', days: { from: 3, to: 9 } })
  const forClient = (await api.admin('POST', '/certificates', { commonName: 'client.example' })).body
  const cut = good.cert.slice(0, 300)
  const sealed = createPrivateKey(good.key).export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'x',
  })
  const withoutKey = pkcs12(good, 'x', '-nokeys')
  const packed = pkcs12(good, 'open sesame')
  const wrong: [string, object, RegExp][] = [
    ['cert', {}, /cert: is missing/],
    ['cert', { cert: '' }, /cert: must not be empty/],
    ['cert', { cert: 'hello' }, /no PEM certificate/],
    ['cert', { cert: 'x'.repeat(200_001) }, /200000 characters or fewer/],
    ['cert', { cert: cut, key: good.key }, /not a readable certificate/],
    ['cert', { cert: good.key, key: good.key }, /private key, which does not belong here/],
    ['cert', { cert: Buffer.from('no DER at all, though base64 '.repeat(9)).toString('base64') }, /not a readable/],
    ['cert', { cert: good.cert, key: other.key }, /does not belong to the certificate/],
    ['cert', { cert: good.cert, key: 'hello' }, /no PEM private key/],
    ['cert', { cert: good.cert, key: sealed }, /needs a passphrase/],
    ['cert', { cert: good.cert, key: sealed, passphrase: 'y' }, /passphrase is wrong/],
    ['cert', { cert: good.cert + other.cert, key: good.key }, /block 2 did not issue block 1/],
    ['cert', { cert: expired.cert, key: expired.key }, /expired on/],
    ['cert', { cert: early.cert, key: early.key }, /not valid before/],
    ['cert', { cert: short.cert, key: short.key }, /1024 bits/],
    ['cert', { cert: forClient.certificate, key: forClient.key }, /may not be used as a server/],
    ['key', { key: 'hello' }, /no PEM private key/],
    ['key', { key: good.key.slice(0, 90) }, /not a readable private key/],
    ['passphrase', { passphrase: 'x'.repeat(1025) }, /1024 characters or fewer/],
    ['pkcs12', { pkcs12: 'hello' }, /cannot be read/],
    ['pkcs12', { pkcs12: packed, passphrase: 'wrong' }, /passphrase is wrong/],
    ['pkcs12', { pkcs12: packed.slice(0, 800), passphrase: 'open sesame' }, /damaged/],
    ['pkcs12', { pkcs12: withoutKey, passphrase: 'x' }, /exactly one private key/],
    ['pkcs12', { pkcs12: pkcs12(expired, 'x'), passphrase: 'x' }, /expired on/],
    ['../certificates', { type: 'server' }, /commonName: is missing/],
    ['../certificates', { type: 'server', commonName: 'x', country: 'Malawi' }, /country: must be two letters/],
    ['../certificates', { type: 'server', commonName: 'x', days: 0 }, /days/],
    ['ca/cert', { cert: good.cert + cut }, /block 2/],
    ['identities', { cert: good.cert, key: other.key }, /does not belong to the certificate/],
    ['identities', { pkcs12: packed, passphrase: 'wrong' }, /passphrase is wrong/],
  ]
  const everything = async () => ({
    gateway: await api.keystore.forGateway(),
    state: await api.keystore.state(),
    valid: await api.keystore.valid(),
    waits: await api.keystore.waitsFor(),
  })
  const before = await everything()
  for (const [path, body, reason] of wrong) {
    const answer = await api.admin('POST', path.startsWith('../') ? path.slice(2) : `/keystore/${path}`, body)
    const what = `${path} ${reason}`
    assert.equal(answer.status, 400, `${what}: ${answer.text}`)
    assert.match(answer.text, reason)
    assert.doesNotMatch(answer.text, /BEGIN|open sesame/, what)
    assert.deepEqual(await everything(), before, what)
  }
})
