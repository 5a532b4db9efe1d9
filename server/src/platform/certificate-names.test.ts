import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import {
  readAlternativeNames,
  readCommonName,
  readCommonNames,
  readDnsNames,
  readSubject,
} from './certificate-names.ts'

const folder = mkdtempSync(join(tmpdir(), 'mediary-names-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** A certificate made by openssl. A line of the name that begins with + belongs to the same RDN as the one before. */
function make(names: string[], extensions: string[] = []) {
  const [config, pem] = [join(folder, 'config'), join(folder, 'pem')]
  writeFileSync(
    config,
    `[req]\nutf8=yes\ndistinguished_name=d\nprompt=no\nx509_extensions=x\n[d]\n${names.join('\n')}\n[x]\nbasicConstraints=CA:false\n${extensions.join('\n')}\n`,
  )
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', join(folder, 'key')]
  execFileSync('openssl', ['req', '-x509', '-config', config, '-days', '2', '-out', pem, ...key], { stdio: 'pipe' })
  return new X509Certificate(readFileSync(pem, 'utf8'))
}

const commonNames: [names: string[], expected: string[]][] = [
  [['CN=plain.example'], ['plain.example']],
  [['O=Ministry', 'CN=Clinic, St. Ann; Ward 3'], ['Clinic, St. Ann; Ward 3']],
  [['CN=a+b=c\\\\d <e>'], ['a+b=c\\d <e>']],
  [['serialNumber=7', '+CN=lab'], ['lab']],
  [['CN=lab', '+serialNumber=7'], ['lab']],
  [
    ['0.CN=outer', '1.CN=inner'],
    ['outer', 'inner'],
  ],
  [['CN=Hôpital Général €'], ['Hôpital Général €']],
  [['O=CN=false'], []],
]
for (const [names, expected] of commonNames)
  test(`the common names of ${names.join(' ')} are read as they are`, () => {
    const certificate = make(names)
    assert.deepEqual(readCommonNames(certificate), expected)
    assert.equal(readCommonName(certificate), expected.at(-1) ?? '')
  })

test('every attribute of a subject is read', () => {
  const subject = readSubject(make(['C=SN', 'O=Centre, Dakar', 'OU=a', 'CN=x', 'emailAddress=a@b.example']))
  assert.deepEqual(
    [...subject],
    [
      ['C', ['SN']],
      ['O', ['Centre, Dakar']],
      ['OU', ['a']],
      ['CN', ['x']],
      ['emailAddress', ['a@b.example']],
    ],
  )
})

test('a name with a comma is one alternative name, and none of DNS', () => {
  const certificate = make(
    ['CN=x'],
    ['subjectAltName=@alt', '[alt]', 'DNS.0=a.example', 'URI=http://x/, DNS:b.example', 'DNS.1=c.example'],
  )
  assert.deepEqual(readDnsNames(certificate).sort(), ['a.example', 'c.example'])
  assert.equal(readAlternativeNames(certificate).length, 3)
})
