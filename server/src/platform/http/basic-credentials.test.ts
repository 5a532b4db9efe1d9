import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readBasicCredentials } from './basic-credentials.ts'

const basic = (text: string, encoding: BufferEncoding = 'utf8') =>
  readBasicCredentials(`Basic ${Buffer.from(text, encoding).toString('base64')}`)

for (const [what, found, user, password] of [
  ['UTF-8', basic('lab:naïve€'), 'lab', 'naïve€'],
  ['Latin-1', basic('hôpital:señal', 'latin1'), 'hôpital', 'señal'],
  ['Windows-1252', basic('lab:prix-5\x80', 'latin1'), 'lab', 'prix-5€'],
  ['a password with colons', basic('lab:a:b:'), 'lab', 'a:b:'],
  ['no user', basic(':a'), '', 'a'],
] as const)
  test(`Basic credentials are read: ${what}`, () => assert.deepEqual(found, { user, password }))

test('what is no Basic credential is told from one that cannot be read', () => {
  assert.equal(readBasicCredentials('Bearer abc'), 'other-scheme')
  assert.equal(readBasicCredentials('Basically abc'), 'other-scheme')
  for (const text of ['Basic', 'Basic  ', 'Basic !!', `Basic ${Buffer.from('no colon').toString('base64')}`])
    assert.equal(readBasicCredentials(text), 'unreadable')
})
