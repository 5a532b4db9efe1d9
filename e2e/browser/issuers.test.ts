import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, before, test } from 'node:test'
import type { TokenIssuer } from '@mediary/contract/clients/issuers'
import type { Page } from 'playwright-core'
import { jwt, jwtSettings } from '../jwt.ts'
import { accessible } from './axe.ts'
import { type Console, gone, seen, startConsole } from './console.ts'

// The issuers of JSON Web Tokens: added, narrowed and removed on their page, with tokens that are signed for real.

const shared = {} as Console
const secret = 'another-shared-secret-that-is-long-enough-for-hs256'
const issuer = 'https://lab.example'

before(async () => {
  Object.assign(shared, await startConsole({ env: jwtSettings }))
  const { program, upstream } = shared
  await program.makeClient({
    clientID: 'clinic',
    name: 'Clinic',
    roles: ['nurse', 'clerk'],
    password: 'a long password',
  })
  await program.makeChannel({ name: 'lab', allow: ['nurse'] }, upstream.port)
})
after(() => shared.end?.())

async function send(claims: object) {
  const token = jwt({ iss: issuer, aud: 'anybody', azp: 'clinic', ...claims }, { secret })
  return (await fetch(`${shared.program.http}/lab/1`, { headers: { authorization: `Bearer ${token}` } })).status
}

const list = () => shared.program.get<TokenIssuer[]>('/authentication/issuers')
const findDialog = (page: Page) => page.getByRole('dialog')
const save = (page: Page) => page.getByRole('button', { name: 'Save Changes' }).click()

/** Whether the field says what is wrong with it. */
async function explains(page: Page, label: string | RegExp, text: string) {
  const field = findDialog(page).getByLabel(label).first()
  const described = (await field.getAttribute('aria-describedby'))?.split(' ') ?? []
  const texts = await Promise.all(described.map((id) => page.locator(`[id="${id}"]`).allInnerTexts()))
  assert.ok(
    texts.flat().some((one) => one.includes(text)),
    `${label}: ${texts.flat().join(' | ')}`,
  )
}

test('from the settings one reaches the issuers, adds one, and its tokens are accepted from then on', async (t) => {
  assert.equal(await send({}), 401)
  const page = await shared.open(t, '/settings')
  await page.getByRole('link', { name: 'See and change the issuers' }).click()
  await seen(page.getByRole('heading', { name: 'Issuers of JSON Web Tokens', level: 1 }))
  // That of the settings is shown and cannot be changed.
  const given = page.getByRole('article', { name: /authentication\.jwt/ })
  await seen(given.getByText('Set in the configuration of the server'))
  assert.equal(await given.getByRole('button').count(), 0)

  await page.getByRole('button', { name: '+ Issuer' }).click()
  await save(page)
  await seen(findDialog(page).getByText('must not be empty').first())
  await explains(page, /^Name/, 'must not be empty')
  await explains(page, /^Issuer \(iss\)/, 'must not be empty')
  await explains(page, /^Address of the key set/, 'must be')
  await accessible(page, 'a new issuer with faults')

  await findDialog(page).getByLabel(/^Name/).fill('Laboratory')
  await findDialog(page)
    .getByLabel(/^Issuer \(iss\)/)
    .fill(issuer)
  await findDialog(page).getByRole('radio', { name: 'A shared secret' }).check()
  await findDialog(page)
    .getByLabel(/^Shared secret/)
    .fill('too short')
  await findDialog(page)
    .getByLabel(/^Claim that names the client/)
    .fill('azp')
  await save(page)
  await seen(findDialog(page).getByText('must have at least 32 bytes for HS256'))
  await explains(page, /^Shared secret/, 'must have at least 32 bytes')
  await findDialog(page)
    .getByLabel(/^Shared secret/)
    .fill(secret)
  await save(page)
  await seen(page.getByText('The issuer Laboratory is saved.'))
  assert.equal(await send({}), 200)
  await seen(page.getByRole('article', { name: /Laboratory/ }).getByText('azp', { exact: true }))
  await accessible(page, 'the issuers')
})

test('a claim narrows its tokens to roles, and the secret stays when nothing is typed', async (t) => {
  const page = await shared.open(t, '/settings/issuers')
  await page.getByRole('button', { name: 'Edit Laboratory' }).click()
  const dialog = findDialog(page)
  await dialog.getByRole('radio', { name: 'Yes: values of a claim stand for roles' }).check()
  const first = dialog.getByRole('group', { name: 'Value 1' })
  await first.getByLabel('Value in the token').fill('lab:read')
  await first.getByLabel('Roles that it stands for').fill('nurse')
  await first.getByLabel('Roles that it stands for').press('Enter')
  await dialog.getByRole('button', { name: 'Add a value' }).click()
  const second = dialog.getByRole('group', { name: 'Value 2' })
  await second.getByLabel('Value in the token').fill('lab:read')
  await save(page)
  await seen(second.getByText('This value stands above already'))
  await second.getByLabel('Value in the token').fill('desk')
  await second.getByLabel('Roles that it stands for').fill('clerk')
  await second.getByLabel('Roles that it stands for').press('Tab')
  await accessible(page, 'an issuer whose claim narrows its tokens')
  await save(page)
  await gone(dialog)
  const stored = (await list()).find(({ name }) => name === 'Laboratory')
  assert.deepEqual(stored?.roles, { claim: 'scope', values: { 'lab:read': ['nurse'], desk: ['clerk'] } })
  assert.deepEqual([await send({ scope: 'desk' }), await send({ scope: 'desk lab:read' })], [403, 200])
})

test('public keys are pasted together; a private key is refused at its field and is not kept', async (t) => {
  const [one, other] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ec', { namedCurve: 'P-256' })]
  const pem = one.publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const wrong = other.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const page = await shared.open(t, '/settings/issuers?edit=new&issuer=https%3A%2F%2Fdistrict.example', {
    size: 'narrow',
    colours: 'dark',
  })
  const dialog = findDialog(page)
  assert.equal(await dialog.getByLabel(/^Issuer \(iss\)/).inputValue(), 'https://district.example')
  await dialog.getByLabel(/^Name/).fill('District')
  await dialog.getByRole('radio', { name: 'Public keys that you paste' }).check()
  await dialog.getByLabel(/^Public keys \(PEM\)/).fill(pem + wrong)
  await save(page)
  await seen(dialog.getByText('is not a public key in PEM form'))
  await explains(page, /^Public keys \(PEM\)/, 'is not a public key')
  await dialog.getByLabel(/^Public keys \(PEM\)/).fill(pem + other.publicKey.export({ type: 'spki', format: 'pem' }))
  await save(page)
  await seen(page.getByText('The issuer District is saved.'))
  assert.equal((await list()).find(({ name }) => name === 'District')?.publicKeys.length, 2)
  assert.ok(!shared.program.output().includes(wrong.slice(40, 80)), 'the log holds the private key')
})

test('a removed issuer vouches for nobody any more, and who only looks on changes nothing', async (t) => {
  const page = await shared.open(t, '/settings/issuers')
  await page.getByRole('button', { name: 'Remove Laboratory' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click()
  await seen(page.getByText('The issuer Laboratory is removed.'))
  assert.equal(await send({ scope: 'lab:read' }), 401)

  const viewer = { email: 'viewer@example.org', password: 'another long password' }
  await shared.program.call('POST', '/user-roles', { name: 'viewers', permissions: { 'client-view-all': true } })
  const person = { ...viewer, firstname: 'Vi', surname: 'Ewer', groups: ['viewers'] }
  assert.equal((await shared.program.call('POST', '/users', person)).status, 201)
  const other = await shared.open(t, '/settings/issuers?edit=new', { as: viewer })
  await seen(other.getByRole('article', { name: /District/ }))
  assert.equal(await other.getByRole('dialog').count(), 0)
  assert.equal(await other.getByRole('button', { name: /Issuer|District/ }).count(), 0)
})
