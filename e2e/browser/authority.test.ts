import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import type { Client } from '@mediary/contract/clients'
import { curl } from '../curl.ts'
import { run } from '../program.ts'
import { accessible } from './axe.ts'
import { certificatesPage } from './certificates-page.ts'
import { type Console, gone, seen, startConsole } from './console.ts'

const exec = promisify(execFile)
const shared = {} as Console & { lab: string; clinic: string }
before(async () => {
  Object.assign(shared, await startConsole())
  const { program, upstream } = shared
  await program.makeChannel({ name: 'lab' }, upstream.port)
  await program.makeClient({ clientID: 'clinic-1', name: 'Clinic 1', clientDomain: 'clinic.example' })
  shared.lab = `${program.https}/lab/x`
  shared.clinic = (await program.get<Client[]>('/clients'))[0]?._id ?? ''
})
after(() => shared.end?.())

const folder = mkdtempSync(join(tmpdir(), 'mediary-browser-authority-'))
const file = (name: string, content?: string | Buffer) => {
  if (content !== undefined) writeFileSync(join(folder, name), content)
  return join(folder, name)
}
const openssl = (...args: string[]) => run('openssl', args, { cwd: folder })
const asks = async (cert: string, key: string) =>
  (await curl('--cert', file(cert), '--key', file(key), shared.lab)).status

test('an authority is made, and its certificate is handed out', async (t) => {
  const page = await shared.open(t, '/certificates?view=clients')
  const certificates = certificatesPage(page)
  await seen(page.getByText('There is no authority yet.'))
  await certificates.button('+ Make an authority').click()
  await certificates.dialog.getByLabel('Common name').fill('Exchange CA')
  await certificates.dialog.getByLabel('Country (2 letters)').fill('MWI')
  const create = certificates.dialog.getByRole('button', { name: 'Create', exact: true })
  await create.click()
  await seen(certificates.faults.getByText('Country: must be two letters'))
  await certificates.dialog.getByLabel('Country (2 letters)').fill('MW')
  await create.click()
  await certificates.closed()
  const { name, content } = await certificates.taken(certificates.button('Download Exchange CA'))
  assert.equal(name, 'Exchange_CA.cert.crt')
  file('ca.pem', content)
  assert.match(openssl('x509', '-in', 'ca.pem', '-noout', '-ext', 'basicConstraints'), /CA:TRUE/)
})

test('a code is shown once with the two lines a facility runs, and the page notices its use and the first successful call', async (t) => {
  const page = await shared.open(t, '/certificates?view=clients')
  const certificates = certificatesPage(page)
  await certificates.button('+ Code').click()
  await certificates.dialog.getByLabel('Client', { exact: false }).selectOption({ label: 'Clinic 1 (clinic-1)' })
  await certificates.dialog.getByRole('button', { name: 'Make the code' }).click()
  await seen(certificates.dialog.getByText('Waiting for the facility to use the code…'))
  await accessible(page, 'a one-time code')
  const code = await certificates.dialog.getByTestId('code').textContent()
  assert.match(code ?? '', /^([0-9A-Z]{4}-){4}[0-9A-Z]{4}$/)
  for (const line of ['openssl', 'curl'])
    await exec('sh', ['-c', (await certificates.dialog.getByTestId(line).textContent()) ?? ''], { cwd: folder })
  await seen(certificates.dialog.getByText(/^The code was used from (127\.0\.0\.1|::1)\. Waiting for the first/))
  assert.equal(await asks('clinic-1.crt', 'clinic-1.key'), 200)
  await seen(certificates.dialog.getByText(/^The first successful call came at .*: clinic-1 is enrolled\.$/))
  await certificates.dialog.getByRole('button', { name: 'Done' }).click()
  await certificates.closed()
  await seen(certificates.row('One-time codes', /clinic-1.*used.*first call/))
  assert.equal(await page.getByText(code ?? '').count(), 0)
  await page.reload()
  await seen(certificates.row('One-time codes', 'clinic-1'))
  assert.equal(await page.getByText(code ?? '').count(), 0)
})

test('a certificate is issued from a request: the new one works while the old one does; revoking takes one away at once, and our list says so', async (t) => {
  const page = await shared.open(t, `/certificates?view=clients&client=${shared.clinic}`)
  const certificates = certificatesPage(page)
  await certificates.button('+ Issue a certificate').click()
  const issue = certificates.dialog.getByRole('button', { name: 'Issue a certificate' })
  await certificates.giveIn('Certificate request (PKCS#10)', { name: 'bad.csr', content: 'no request'.repeat(9) })
  await issue.click()
  await seen(certificates.faults.getByText(/^Request: /))
  await accessible(page, 'issue from a request')
  const csr = readFileSync(file('clinic-1.csr'))
  await certificates.giveIn('Certificate request (PKCS#10)', { name: 'clinic-1.csr', content: csr })
  await issue.click()
  const taken = await certificates.taken(certificates.dialog.getByRole('button', { name: 'Download Cert' }))
  assert.equal(await certificates.dialog.getByRole('button', { name: 'Download Key' }).count(), 0)
  file('second.crt', taken.content)
  await certificates.dialog.getByRole('button', { name: 'Done' }).click()
  assert.deepEqual([await asks('clinic-1.crt', 'clinic-1.key'), await asks('second.crt', 'clinic-1.key')], [200, 200])

  const old = certificates.row('Certificates of clients', 'by one-time code')
  await old.getByRole('button', { name: /^Revoke/ }).click()
  await seen(certificates.dialog.getByText(/The very next request with it is refused/))
  await certificates.dialog.getByLabel('Reason').fill('laptop lost')
  await certificates.dialog.getByRole('button', { name: 'Revoke' }).click()
  await seen(old.getByText(/^revoked /))
  assert.deepEqual([await asks('clinic-1.crt', 'clinic-1.key'), await asks('second.crt', 'clinic-1.key')], [401, 200])
  await accessible(page, 'certificates for clients')

  const own = await certificates.taken(certificates.button('Download our own list'))
  file('own.crl', own.content)
  const serial = openssl('x509', '-in', 'clinic-1.crt', '-noout', '-serial').trim().split('=')[1] ?? '?'
  assert.match(openssl('crl', '-in', 'own.crl', '-noout', '-text', '-CAfile', 'ca.pem'), new RegExp(serial, 'i'))
})

test('a certificate is issued with a key that is handed out once, also as PKCS#12', async (t) => {
  const page = await shared.open(t, '/certificates?view=clients')
  const certificates = certificatesPage(page)
  await certificates.button('+ Issue a certificate').click()
  await certificates.dialog.getByLabel('Client', { exact: false }).selectOption({ label: 'Clinic 1 (clinic-1)' })
  await certificates.dialog.getByLabel('A new key, handed out once').check()
  await certificates.dialog.getByLabel('Passphrase for a PKCS#12 file').fill('open sesame')
  await certificates.dialog.getByRole('button', { name: 'Issue a certificate' }).click()
  await seen(certificates.dialog.getByText('The key is shown this once'))
  const taken = async (name: string) =>
    (await certificates.taken(certificates.dialog.getByRole('button', { name }))).content
  file('handed.key', await taken('Download Key'))
  file('handed.crt', await taken('Download Cert'))
  file('handed.p12', await taken('Download PKCS#12'))
  assert.equal(await asks('handed.crt', 'handed.key'), 200)
  const inside = openssl('pkcs12', '-in', 'handed.p12', '-passin', 'pass:open sesame', '-nodes', '-info')
  assert.match(inside, /BEGIN PRIVATE KEY/)
  assert.equal(inside.match(/BEGIN CERTIFICATE/g)?.length, 2)
})

test('a code is withdrawn before it is used, and then is worth nothing', async (t) => {
  const page = await shared.open(t, '/certificates?view=clients')
  const certificates = certificatesPage(page)
  const invited = await shared.program.call('POST', '/authority/enrolments', { client: shared.clinic })
  await page.reload()
  await certificates.button('Withdraw the code of clinic-1').click()
  await certificates.dialog.getByRole('button', { name: 'Withdraw' }).click()
  await seen(certificates.success('The code is withdrawn.'))
  const { curl: line } = invited.json() as { curl: string }
  await assert.rejects(exec('sh', ['-c', line], { cwd: folder }))
})

test('a revocation list of a trusted authority is imported and removed; one of a stranger is refused', async (t) => {
  const { program } = shared
  const settings = '[ca]\ndefault_ca=it\n[it]\ndatabase=index\ndefault_md=sha256\ndefault_crl_days=7\n'
  file('index', '')
  for (const name of ['Partner CA', 'Stranger CA']) {
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
    openssl('req', '-x509', ...key, '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.pem`)
    file('list.cnf', settings)
    const by = ['-cert', `${name}.pem`, '-keyfile', `${name}.key`]
    openssl('ca', '-config', 'list.cnf', ...by, '-gencrl', '-out', `${name}.crl`)
  }
  await program.call('POST', '/keystore/ca/cert', { cert: readFileSync(file('Partner CA.pem'), 'utf8') })
  const page = await shared.open(t, '/certificates?view=clients')
  const certificates = certificatesPage(page)
  const bring = certificates.section('Revocation lists').getByText(/^Import a list/)
  await certificates.give(bring, { name: 'stranger.crl', content: readFileSync(file('Stranger CA.crl')) })
  await seen(page.getByText(/^Revocation list: is signed by .*not among the trusted certificates/))
  await certificates.give(bring, { name: 'partner.crl', content: readFileSync(file('Partner CA.crl')) })
  await seen(certificates.row('Revocation lists', 'CN=Partner CA'))
  await certificates.button('Delete the list of CN=Partner CA').click()
  await certificates.dialog.getByRole('button', { name: 'Delete' }).click()
  await gone(certificates.row('Revocation lists', 'CN=Partner CA'))
})

test('the calendar lists every certificate by the days that are left, with what would break', async (t) => {
  const { program } = shared
  const pair = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '5']
  openssl('req', '-x509', ...pair, '-subj', '/CN=ends.example', '-keyout', 'ends.key', '-out', 'ends.pem')
  await program.call('POST', '/keystore/ca/cert', { cert: readFileSync(file('ends.pem'), 'utf8') })
  const page = await shared.open(t, '/certificates')
  const certificates = certificatesPage(page)
  await seen(page.getByRole('tab', { name: /^Calendar: \d need somebody$/ }))
  await certificates.view('Calendar')
  const entries = page.getByRole('region', { name: 'Certificate calendar' }).getByRole('listitem')
  const first = entries.first()
  await seen(first.getByText('ends.example'))
  await seen(first.getByText('4 days left'))
  await seen(first.getByText('Clients with this certificate, or one that it issued, are no longer recognised by it'))
  for (const text of ['Server certificate', 'Built-in authority', 'Issued to clinic-1', 'Trusted'])
    await seen(entries.getByText(text, { exact: true }).first())
  await seen(entries.filter({ hasText: 'revoked' }).first())
  await accessible(page, 'calendar')
})
