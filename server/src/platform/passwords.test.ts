import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { hashPassword, importedHash, needsRehash, verifyNobody, verifyPassword } from './passwords.ts'

const brought = [
  {
    name: 'a user of OpenHIM: salt, then password',
    algorithm: 'sha512',
    saltFirst: true,
    salt: '22a61686-66f6-483c-a524-185aac251fb0',
    hash: '669c981d4edccb5ed61f4d77f9fcc4bf594443e2740feb1a23f133bdaf80aae41804d10aa2ce254cfb6aca7c497d1a717f2dd9a794134217219d8755a84b6b4e',
  },
  {
    name: 'a client of OpenHIM: password, then salt',
    algorithm: 'sha512',
    salt: '1234567890',
    hash: '28dce3506eca8bb3d9d5a9390135236e8746f15ca2d8c86b8d8e653da954e9e3632bf9d85484ee6e9b28a3ada30eec89add42012b185bd9a4a36a07ce08ce2ea',
  },
  {
    name: 'a client of OpenHIM with bcrypt',
    algorithm: 'bcrypt',
    salt: '',
    hash: '$2a$10$w8GyqInkl72LMIQNpMM/fenF6VsVukyya.c6fh/GRtrKq05C2.Zgy',
  },
]

for (const { name, ...hash } of brought) {
  test(`${name}: the right password is accepted, and hashed anew`, async () => {
    const stored = importedHash(hash) ?? ''
    assert.equal(await verifyPassword(stored, 'password'), true)
    assert.equal(await verifyPassword(stored, 'Password'), false)
    assert.equal(await verifyPassword(stored, ''), false)
    assert.equal(needsRehash(stored), true)
  })
}

test('the order of salt and password is part of the hash', async () => {
  const [user] = brought
  const stored = importedHash({ algorithm: 'sha512', hash: user?.hash ?? '', salt: user?.salt ?? '' }) ?? ''
  assert.equal(await verifyPassword(stored, 'password'), false)
})

test('a password is kept as argon2id with a salt of its own', async () => {
  const [one, two] = await Promise.all([hashPassword('pass wörd 🔑'), hashPassword('pass wörd 🔑')])
  assert.match(one, /^\$argon2id\$v=19\$m=\d+,t=\d+,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  assert.notEqual(one, two)
  assert.equal(await verifyPassword(one, 'pass wörd 🔑'), true)
  assert.equal(await verifyPassword(one, 'pass word 🔑'), false)
  assert.equal(needsRehash(one), false)
})

test('without the switch of the tests, a password costs 19 MiB and 2 passes', () => {
  const print = "import('./passwords.ts').then(({ hashPassword }) => hashPassword('password')).then(console.log)"
  const hash = execFileSync(process.execPath, ['--eval', print], { cwd: import.meta.dirname, encoding: 'utf8' })
  assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
})

test('a hash of another cost is read, and hashed anew', async () => {
  // From the reference implementation's command line: argon2 somesalt -id -t 2 -m 16 -p 1, password "password".
  const stored = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
  assert.equal(await verifyPassword(stored, 'password'), true)
  assert.equal(needsRehash(stored), true)
})

test('a hash that is none, or too costly to check, is not taken in', () => {
  const bcrypt = brought[2]?.hash ?? ''
  for (const [algorithm, hash] of [
    ['sha512', 'abc'],
    ['sha512', 'z'.repeat(128)],
    ['no-such-digest', 'ab'],
    ['bcrypt', 'ab'],
    ['bcrypt', bcrypt.replace('$10$', '$20$')],
  ] as const)
    assert.equal(importedHash({ algorithm, hash, salt: 's' }), undefined, `${algorithm} ${hash.slice(0, 10)}`)
})

test('nobody has no password', async () => {
  assert.equal(await verifyNobody(''), false)
  assert.equal(await verifyNobody('password'), false)
})

test('a password is the same however its letters are composed', async () => {
  const [composed, decomposed] = ['señal-café'.normalize('NFC'), 'señal-café'.normalize('NFD')]
  assert.notEqual(composed, decomposed)
  for (const set of [composed, decomposed]) {
    const stored = await hashPassword(set)
    for (const sent of [composed, decomposed]) assert.equal(await verifyPassword(stored, sent), true)
    assert.equal(await verifyPassword(stored, 'senal-cafe'), false)
  }
})

test('an imported hash of a decomposed password is still of that password', async () => {
  const password = 'café'.normalize('NFD')
  const hash = createHash('sha256').update(password).digest('hex')
  const stored = importedHash({ algorithm: 'sha256', hash, salt: '' }) ?? ''
  assert.equal(await verifyPassword(stored, password), true)
})
