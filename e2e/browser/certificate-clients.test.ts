import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Client } from '@mediary/contract/clients'
import { authority, type Pair } from '../certificates.ts'
import { curl, withCertificate } from '../curl.ts'
import { jwt, jwtSettings } from '../jwt.ts'
import { until } from '../until.ts'
import { certificatesPage } from './certificates-page.ts'
import { clientsPage, writesDuring } from './clients-page.ts'
import { type Console, gone, seen, startConsole } from './console.ts'

const shared = {} as Console & { exchange: ReturnType<typeof authority>; clinic: Pair }
before(async () => {
  Object.assign(shared, await startConsole({ env: jwtSettings }))
  const { program, upstream } = shared
  shared.exchange = authority('Exchange CA')
  shared.clinic = shared.exchange.issue('clinic.example')
  await program.makeChannel({ name: 'lab', allow: ['nurse'] }, upstream.port)
  await program.call('POST', '/roles', { name: 'nurse' })
})
after(() => shared.end?.())

const asClinic = async () => (await curl(...withCertificate(shared.clinic), `${shared.program.https}/lab/x`)).status
const stored = async (id: string) =>
  (await shared.program.get<Client[]>('/clients')).find(({ clientID }) => clientID === id)

test('[20, L25] on a new server mutual TLS is among the mechanisms', async () => {
  assert.ok((await shared.program.get<string[]>('/authentication/types')).includes('mutual-tls-auth'))
})

test('[38, 39, 40, 41, 42, L43] an uploaded certificate makes the notice appear; later asks for nothing; Restart Server Now! restarts, and then the certificate counts', async (t) => {
  const { program, exchange } = shared
  await program.makeClient({ clientID: 'clinic', name: 'The Clinic', roles: ['nurse'], clientDomain: 'clinic.example' })
  const page = await shared.open(t, '/certificates')
  const notice = page.getByTestId('restart-required')
  await seen(page.getByRole('heading', { name: 'Trusted certificates' }))
  assert.equal(await notice.count(), 0)
  const upload = async (name: string, pem: string) => {
    const chooser = page.waitForEvent('filechooser')
    await page
      .getByRole('region', { name: 'Trusted certificates' })
      .getByRole('button', { name: /Upload/ })
      .click()
    await (await chooser).setFiles({ name, mimeType: 'application/x-pem-file', buffer: Buffer.from(pem) })
  }
  await upload('exchange.pem', exchange.pem)
  await seen(notice)
  assert.equal(await asClinic(), 401)
  const writes = await writesDuring(page, () => page.getByRole('button', { name: 'Restart manually later' }).click())
  assert.deepEqual(writes, [])
  await gone(notice)

  await page.reload()
  await seen(notice)
  await upload('partner.pem', authority('Partner CA').pem)
  await certificatesPage(page).restart()
  await gone(notice)
  assert.equal(await asClinic(), 200)
})

test('[10, 11, L21] the certificate counts while its name is the Domain of the client; another Domain is refused, and the form warns of it', async (t) => {
  const page = await shared.open(t, '/clients')
  const { ready, editClient, button, form } = clientsPage(page)
  await ready()
  assert.equal(await asClinic(), 200)
  await editClient('clinic', { domain: 'elsewhere.example' })
  assert.equal(await asClinic(), 401)
  await button('Edit The Clinic').click()
  await form.tab('Authentication').click()
  await form.certificate.selectOption({ label: 'cn=Exchange CA, o=' })
  await seen(form.dialog.getByTestId('mismatch'))
  await form.certificate.selectOption({ label: 'No client certificate' })
  await form.domain.fill('clinic.example')
  await form.save.click()
  await gone(form.dialog)
  assert.equal(await asClinic(), 200)
})

test('[18, 19, 91, 92, L25] the picker lists the trusted certificates by name; the one that is chosen names the client, and none takes the link away', async (t) => {
  const { program, clinic } = shared
  const page = await shared.open(t, '/clients')
  const { ready, button, form } = clientsPage(page)
  await ready()
  await program.call('POST', '/keystore/ca/cert', { cert: clinic.pem })
  assert.equal((await program.call('POST', '/restart')).status, 200)
  await page.reload()
  await button('Edit The Clinic').click()
  await form.tab('Authentication').click()
  const option = form.certificate.locator('option', { hasText: 'cn=clinic.example' })
  await until('the picker lists it', async () => (await option.count()) === 1)
  assert.match((await option.textContent()) ?? '', /^cn=clinic\.example, o=/)
  await form.certificate.selectOption({ label: 'cn=clinic.example, o=' })
  await form.save.click()
  await gone(form.dialog)
  const fingerprint = (await stored('clinic'))?.certFingerprint
  assert.match(fingerprint ?? '', /^[0-9A-F]{2}(:[0-9A-F]{2})+$/)
  assert.equal(await asClinic(), 200)
  const other = shared.exchange.issue('clinic.example')
  assert.equal((await curl(...withCertificate(other), `${program.https}/lab/x`)).status, 401)

  await button('Edit The Clinic').click()
  await form.tab('Authentication').click()
  await form.certificate.selectOption({ label: 'No client certificate' })
  await form.save.click()
  await gone(form.dialog)
  assert.equal((await stored('clinic'))?.certFingerprint, undefined)
  assert.equal((await curl(...withCertificate(other), `${program.https}/lab/x`)).status, 200)
})

test('[15, 89, L23] where JWT is enabled the form says so and no other credential is needed; a token whose subject is the Client ID is let in as that client', async (t) => {
  const page = await shared.open(t, '/clients')
  const { ready, button, form, client } = clientsPage(page)
  await ready()
  await button('+ Client').click()
  await form.fill({ id: 'subject', name: 'Subject', roles: ['nurse'] })
  await form.tab('Authentication').click()
  await seen(form.section('JSON Web Token (JWT)').getByText('JWT is enabled: nothing is to be entered here.'))
  await form.saved('Subject')
  await seen(client('subject'))
  const asks = async (sub: string) =>
    (await curl('-H', `Authorization: Bearer ${jwt({ sub })}`, `${shared.program.http}/lab/x`)).status
  assert.equal(await asks('subject'), 200)
  assert.equal(await asks('somebody-else'), 401)
})
