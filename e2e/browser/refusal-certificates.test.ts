import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import type { RefusalCode } from '@mediary/contract/operations/refusals'
import type { Locator, Page } from 'playwright-core'
import { remedies } from '../../console/src/messages/en/remedies.ts'
import { ca, file, make, pem } from '../dated-certificates.ts'
import { until } from '../until.ts'
import { accessible } from './axe.ts'
import { type Console, seen, startConsole } from './console.ts'
import { type Answer, openRefusal, sendWithCertificate } from './refusal-rows.ts'

// Refusals of certificates: what the caller learns, what the row says, and the code for a new certificate that it offers.

const shared = {} as Console & { ids: Map<string, string> }
const clients = ['late', 'early', 'revoked', 'server', 'deep'] as const
type Name = (typeof clients)[number]

const call = async (method: string, path: string, body?: object) => {
  const { status, text } = await shared.program.call(method, path, body)
  assert.ok(status < 300, `${method} ${path}: ${text}`)
  return text
}

function makeCertificates() {
  make({ name: 'root', subject: 'Root', extensions: ca })
  for (const [name, by] of ['deep1:root', 'deep2:deep1', 'deep3:deep2', 'deep4:deep3'].map((one) => one.split(':')))
    if (name && by) make({ name, subject: name, by, extensions: ca })
  make({ name: 'late', subject: 'late.example', by: 'root', days: ['20230101000000Z', '20240101000000Z'] })
  make({ name: 'early', subject: 'early.example', by: 'root', days: ['20430101000000Z', '20440101000000Z'] })
  make({ name: 'server', subject: 'server.example', by: 'root', extensions: 'extendedKeyUsage=serverAuth\n' })
  make({ name: 'deep', subject: 'deep.example', by: 'deep4' })
  return ['root', 'deep1', 'deep2', 'deep3', 'deep4'].map(pem).join('')
}

before(async () => {
  Object.assign(shared, await startConsole())
  const { program, upstream } = shared
  await program.makeChannel({ name: 'lab', allow: ['nurse'] }, upstream.port)
  for (const clientID of clients)
    await program.makeClient({ clientID, roles: ['nurse'], clientDomain: `${clientID}.example` })
  const stored = await program.get<{ _id: string; clientID: string }[]>('/clients')
  Object.assign(shared, { ids: new Map(stored.map(({ _id, clientID }) => [clientID, _id])) })
  await call('POST', '/authority', { commonName: 'Exchange CA' })
  await call('POST', '/keystore/ca/cert', { cert: makeCertificates() })
  await call('POST', '/restart')
  const issued = JSON.parse(await call('POST', '/authority/certificates', { client: shared.ids.get('revoked') }))
  writeFileSync(file('revoked.pem'), issued.certificate)
  writeFileSync(file('revoked.key'), issued.key)
  assert.equal((await show('revoked')).status, 200)
  await call('POST', `/authority/certificates/${issued._id}/revoke`, {})
})
after(() => shared.end?.())

/** Sends a request with a certificate, and with those of its authorities that the server does not need. */
const show = (name: Name, key: string = name): Promise<Answer> => {
  const sent = name === 'deep' ? ['deep', 'deep4', 'deep3', 'deep2', 'deep1'].map(pem).join('') : pem(key)
  const cert = file(`${key}-sent.pem`, sent)
  const pair = { cert, key: file(`${key}.key`), pem: sent, keyPem: readFileSync(file(`${key}.key`), 'utf8') }
  return sendWithCertificate(`${shared.program.https}/lab/1`, pair)
}

/** Makes a code with the button of the row, spends it as the clinic does, and returns the name of the new certificate. */
async function enrol(row: Locator, page: Page, name: Name) {
  await row.getByRole('button', { name: 'Make an enrolment code' }).click()
  const dialog = page.getByRole('dialog')
  await seen(dialog)
  await accessible(page, `a code for ${name}`)
  await dialog.getByRole('button', { name: /code/i }).last().click()
  const code = await until(
    'the code is shown',
    async () => /(?:\w{4}-){4}\w{4}/.exec((await dialog.textContent()) ?? '')?.[0],
  )
  const key = `${name}-new`
  const args = ['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=x']
  const csr = execFileSync('openssl', [...args, '-keyout', file(`${key}.key`)], { encoding: 'utf8', stdio: 'pipe' })
  const { certificate } = JSON.parse(await call('POST', '/authority/enrol', { code, csr }))
  writeFileSync(file(`${key}.pem`), certificate)
  return key
}

const cases: { name: Name; code: RefusalCode; enrols: boolean; link?: string }[] = [
  { name: 'late', code: 'expired-certificate', enrols: true },
  { name: 'early', code: 'early-certificate', enrols: true },
  { name: 'revoked', code: 'revoked-certificate', enrols: true, link: 'Go to the certificates' },
  { name: 'server', code: 'wrong-usage', enrols: true },
  { name: 'deep', code: 'too-deep', enrols: false },
]

for (const { name, code, enrols, link } of cases)
  test(`${code}: the caller learns nothing, the id finds the row, which ${enrols ? 'leads to a code for a new certificate' : 'says in words what helps'}`, async (t) => {
    const refused = await show(name)
    assert.equal(refused.status, 401, refused.body)
    assert.deepEqual(Object.keys(JSON.parse(refused.body)), ['type', 'title', 'status', 'refusalId'])
    const { page, row } = await openRefusal(shared, t, refused.id)
    await seen(row.getByText(remedies[code]))
    const [stored] = await shared.program.get<{ code: string }[]>(`/refusals?id=${refused.id}`)
    assert.equal(stored?.code, code)
    if (link) await seen(row.getByRole('link', { name: link }))
    if (!enrols) return assert.equal(await row.getByRole('button', { name: 'Make an enrolment code' }).count(), 0)
    const key = await enrol(row, page, name)
    assert.equal((await show(name, key)).status, 200)
  })
