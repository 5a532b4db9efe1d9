import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { curl } from '../curl.ts'
import { run } from '../program.ts'
import { until } from '../until.ts'
import { accessible } from './axe.ts'
import { certificatesPage } from './certificates-page.ts'
import { type Console, seen, startConsole } from './console.ts'

const shared = {} as Console
before(async () => {
  Object.assign(shared, await startConsole({ env: { MEDIARY_API_ALLOWED_HOSTS: 'exchange.test' } }))
  const { program, upstream } = shared
  await program.makeChannel({ name: 'lab' }, upstream.port)
  await program.makeClient({ clientID: 'clinic-1', name: 'Clinic 1', clientDomain: 'clinic.example' })
  assert.equal((await program.call('POST', '/authority', { commonName: 'Exchange CA' })).status, 201)
})
after(() => shared.end?.())

const folder = mkdtempSync(join(tmpdir(), 'mediary-browser-enrolling-'))
const openssl = (...args: string[]) => run('openssl', args, { cwd: folder })
const ask = (page: Page) => page.getByRole('button', { name: 'Get my certificate' }).click()

test('a facility with nothing but a browser is enrolled by a code, and the administrator sees its use and its first call', async (t) => {
  const admin = certificatesPage(await shared.open(t, '/certificates?view=clients'))
  await admin.button('+ Code').click()
  await admin.dialog.getByLabel('Client', { exact: false }).selectOption({ label: 'Clinic 1 (clinic-1)' })
  await admin.dialog.getByRole('button', { name: 'Make the code' }).click()
  const code = (await admin.dialog.getByTestId('code').textContent()) ?? ''
  const address = await admin.dialog.getByRole('link', { name: '/console/enrol' }).getAttribute('href')
  assert.equal(address, `${shared.base}/enrol#code=${code}`)
  await seen(admin.dialog.getByText('This link opens on this machine only.'))

  const page = await shared.open(t, '/enrol', { as: 'nobody' })
  const sent: string[] = []
  page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`))
  await accessible(page, 'the page of a facility')
  await ask(page)
  await seen(page.getByText('Type the code that you were given.'))
  await page.getByLabel('One-time code').fill(` ${code.toLowerCase()} `)
  await page.getByLabel('Passphrase for your file').fill('open')
  await ask(page)
  await seen(page.getByText('A passphrase has at least 8 characters.'))
  await page.getByLabel('Passphrase for your file').fill('open sesame')
  await ask(page)
  await seen(page.getByText(/^You are enrolled\./))
  await accessible(page, 'a facility that is enrolled')
  await seen(admin.dialog.getByText(/^The code was used from (127\.0\.0\.1|::1)\. Waiting for the first/))

  const take = async (button: string, name: string) => {
    const { content } = await certificatesPage(page).taken(page.getByRole('button', { name: button }))
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }
  const key = await take('Download Key', 'own.key')
  const cert = await take('Download Cert', 'own.crt')
  await take('Download PKCS#12', 'own.p12')
  const { status } = await curl('--cert', cert, '--key', key, `${shared.program.https}/lab/x`)
  assert.equal(status, 200)
  await seen(admin.dialog.getByText(/^The first successful call came at .*: clinic-1 is enrolled\.$/))

  const inside = openssl('pkcs12', '-in', 'own.p12', '-passin', 'pass:open sesame', '-nodes')
  assert.equal(inside.match(/BEGIN CERTIFICATE/g)?.length, 2)
  writeFileSync(join(folder, 'inside.pem'), inside)
  assert.equal(openssl('pkey', '-in', 'inside.pem', '-pubout'), openssl('x509', '-in', 'own.crt', '-noout', '-pubkey'))
  // The code goes in a body, to one place; the key and the passphrase go nowhere.
  assert.equal(sent.filter((text) => text.includes('PRIVATE KEY') || text.includes('sesame')).length, 0)
  assert.equal(sent.filter((text) => text.toUpperCase().includes(code)).length, 1)
  assert.equal(sent.filter((text) => text.split(' ')[0]?.toUpperCase().includes(code)).length, 0)
})

test('each way to fail is told in a sentence with what to do, and what was typed stays', async (t) => {
  const { program } = shared
  const [client] = await program.get<{ _id: string }[]>('/clients')
  const invited = await program.call('POST', '/authority/enrolments', { client: client?._id })
  const { code } = invited.json() as { code: string }
  const page = await shared.open(t, '/enrol', { as: 'nobody' })
  const box = page.getByLabel('One-time code')
  await box.fill('AAAA-BBBB-CCCC-DDDD-EEEE')
  await ask(page)
  await seen(page.getByText(/^This code is wrong, or was used already\. .* ask the administrator for a new one\.$/))
  await accessible(page, 'a code that is wrong')
  await box.fill(code)
  await page.context().setOffline(true)
  await ask(page)
  await seen(page.getByText(/^The server cannot be reached\. Try again in a moment\./))
  assert.equal(await box.inputValue(), code)
  await page.context().setOffline(false)
  await ask(page)
  await seen(page.getByText(/^You are enrolled\./))
  assert.equal(await page.getByRole('button', { name: 'Download PKCS#12' }).count(), 0)
  const second = await shared.open(t, '/enrol', { as: 'nobody' })
  await second.getByLabel('One-time code').fill(code)
  await ask(second)
  await seen(second.getByText(/^This code is wrong, or was used already\./))
})

const newCode = async () => {
  const [client] = await shared.program.get<{ _id: string }[]>('/clients')
  const invited = await shared.program.call('POST', '/authority/enrolments', { client: client?._id })
  return (invited.json() as { code: string }).code
}

test('the link brings the code, which leaves the address; key and certificate come in one file and the page is not left before it is taken', async (t) => {
  const code = await newCode()
  const page = await shared.open(t, `/enrol#code=${code}`, { as: 'nobody' })
  await page.waitForURL(`${shared.base}/enrol`)
  assert.equal(await page.getByLabel('One-time code').inputValue(), code)
  await ask(page)
  await seen(page.getByText(/^You are enrolled\./))
  assert.equal(await page.getByRole('button', { name: 'Done' }).count(), 0)
  const asked: string[] = []
  page.on('dialog', (dialog) => {
    asked.push(dialog.type())
    void dialog.dismiss()
  })
  await page.close({ runBeforeUnload: true })
  await until('the browser asks', () => asked.includes('beforeunload'))
  const both = page.getByRole('button', { name: 'Download both in one file' })
  const { name, content } = await certificatesPage(page).taken(both)
  assert.equal(name, 'clinic.example.pem')
  writeFileSync(join(folder, name), content)
  const { status } = await curl('--cert', join(folder, name), `${shared.program.https}/lab/x`)
  assert.deepEqual([status, shared.upstream.seen.at(-1)?.headers['x-openhim-clientid']], [200, 'clinic-1'])
  await page.getByRole('button', { name: 'Done' }).click()
  assert.equal(await page.getByLabel('One-time code').inputValue(), '')
})

test('where the browser makes no keys, for want of https, the page says so instead of asking for a code', async (t) => {
  const page = await shared.open(t, '/enrol', { as: 'nobody' })
  const { port } = new URL(shared.base)
  await page.goto(`http://exchange.test:${port}/console/enrol`)
  await seen(page.getByRole('alert').getByText(/Ask the administrator for an address that begins with https/))
  assert.equal(await page.getByLabel('One-time code').count(), 0)
  await accessible(page, 'enrolling without https')
})

test('a code that has expired, and too many that were tried: the page says what to do', async (t) => {
  const code = await newCode()
  const store = new DatabaseSync(join(shared.program.folder, 'mediary.db'))
  store.exec('update enrolments set expires = 0 where used_at is null')
  store.close()
  const page = await shared.open(t, `/enrol#code=${code}`, { as: 'nobody' })
  await ask(page)
  await seen(page.getByText('This code is no longer valid. Ask the administrator for a new one.'))
  for (let i = 0; i < 10; i++) await shared.program.call('POST', '/authority/enrol', { code: `AAAA-${i}`, csr: 'none' })
  // The port of the gateway counts the same tries.
  const address = `${shared.program.https}/.well-known/mediary/enrolment`
  assert.equal((await curl('-H', `Enrolment-Code: ${code}`, '--data', 'none', address)).status, 429)
  await ask(page)
  await seen(page.getByText('Too many wrong codes came from here. Wait a few minutes, then try again.'))
})
