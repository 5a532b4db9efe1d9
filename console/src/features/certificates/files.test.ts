import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readPemOrDer, toFileName } from './files.ts'

test('PEM is sent as it stands, commentary and all; anything else as base64', async () => {
  const pem = 'subject=/CN=clinic\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'
  assert.equal(await readPemOrDer(new Blob([pem])), pem)
  const der = Uint8Array.from({ length: 300 }, (_, i) => i % 256)
  assert.equal(await readPemOrDer(new Blob([der])), Buffer.from(der).toString('base64'))
})

test('a file is named after a certificate in a way that every system takes', () => {
  for (const [name, file] of [
    ['clinic.example', 'clinic.example'],
    ['../../etc/passwd', '.._.._etc_passwd'],
    ['Hôpital Général 2', 'Hôpital_Général_2'],
    ['*.example', '_.example'],
    ['', 'certificate'],
  ] as const)
    assert.equal(toFileName(name), file)
})
