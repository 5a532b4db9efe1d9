import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, type TestContext, test } from 'node:test'
import type { Page } from 'playwright-core'
import { accessible } from './axe.ts'
import { type Console, gone, seen, startConsole, type View } from './console.ts'

const shared = {} as Console
before(async () => {
  Object.assign(shared, await startConsole())
  const { program, upstream } = shared
  await program.makeChannel({ name: 'lab', allow: ['nurse'] }, upstream.port)
  assert.equal((await program.call('POST', '/authority', { commonName: 'Exchange CA' })).status, 201)
})
after(() => shared.end?.())

const open = (test: TestContext, view?: View) => shared.open(test, '/clients/import', view)
const listIds = async () => {
  const clients = await shared.program.get<{ clientID: string }[]>('/clients')
  return clients.map(({ clientID }) => clientID)
}
const paste = async (page: Page, text: string) => {
  await page.getByLabel('Or paste it here').fill(text)
  await page.getByRole('button', { name: 'Check the text' }).click()
}
const importButton = (page: Page) => page.getByRole('button', { name: /^Import \d+ clients?$/ })

test('a file with an error shows its line and column, and imports nothing', async (t) => {
  const page = await open(t)
  await paste(
    page,
    'clientID,name,roles,clientDomain\nward-1,Ward One,nurse,ward-1.example\nward-2,,nurse,ward-2.example',
  )
  const wrong = page.getByRole('table', { name: 'Wrong' })
  await seen(wrong.getByRole('row', { name: '3 name must not be empty' }))
  await seen(page.getByText('Nothing can be imported until this is corrected.'))
  assert.equal(await importButton(page).count(), 0)
  await accessible(page, 'a wrong file of clients')
  await paste(page, 'clientID,shoe size\nward-1,42')
  await seen(wrong.getByRole('row', { name: /^1 shoe size is not a column/ }))
  assert.deepEqual(await listIds(), [])
})

test('a chosen file is previewed, imported with its roles and codes, and printed one sheet a clinic', async (t) => {
  const page = await open(t)
  await page.getByLabel('Make an enrolment code for each new client').check()
  const content =
    'Client ID;Name;Roles;Token\r\nclinic-1;Clinique "Côte";nurse|night;made here\r\nclinic-2;Two;nurse;\r\n'
  const buffer = Buffer.from(content.replace('Clinique "Côte"', '"Clinique ""Côte"""'), 'latin1')
  await page.locator('input[type=file]').setInputFiles({ name: 'clinics.csv', mimeType: 'text/csv', buffer })
  await seen(page.getByText('New: 2'))
  await seen(page.getByText('These roles will be created. They open no channel yet: night'))
  await seen(page.getByRole('table', { name: 'New and changed clients' }).getByText('Clinique "Côte"'))
  assert.deepEqual(await listIds(), [])
  await accessible(page, 'the preview of an import')

  await importButton(page).click()
  await seen(page.getByText('Imported: 2 clients. The gateway knows them now.'))
  assert.deepEqual(await listIds(), ['clinic-1', 'clinic-2'])
  const secrets = page.getByRole('table', { name: 'Secrets' })
  const token = /mdy_token_[a-z2-7]{26}_[a-z2-7]{7}/.exec((await secrets.textContent()) ?? '')?.[0] ?? ''
  const answer = await fetch(`${shared.program.http}/lab/1`, { headers: { authorization: `Custom ${token}` } })
  assert.equal(answer.status, 200, await answer.text())
  await accessible(page, 'an import that is done')

  await page.getByRole('button', { name: 'Print 2 sheets' }).click()
  await page.emulateMedia({ media: 'print' })
  const sheets = page.getByTestId('sheets').getByRole('article')
  await seen(sheets.first())
  assert.equal(await sheets.count(), 2)
  const link = await sheets.first().getByRole('img').getAttribute('aria-label')
  assert.match(link ?? '', /^http:\/\/127\.0\.0\.1:\d+\/console\/enrol#code=(\w{4}-){4}\w{4}$/)
  await gone(page.getByRole('heading', { name: 'Import clients' }))
  await page.emulateMedia({ media: 'screen' })
})

test('what is exported is imported again without a change, and an import needs no mouse', async (t) => {
  const page = await shared.open(t, '/clients')
  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  const file = readFileSync(await (await saving).path(), 'utf8')
  assert.ok(file.startsWith('\uFEFFclientID,name,roles,'), file)
  await page.getByRole('button', { name: 'Import', exact: true }).focus()
  await page.keyboard.press('Enter')
  await page.getByLabel('Or paste it here').focus()
  await page.keyboard.insertText(file)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await seen(page.getByText('The file changes nothing: all its clients are as it says.'))
})

test('the page fits a phone', async (t) => {
  const page = await open(t, { size: 'narrow', colours: 'dark' })
  await paste(page, 'clientID,name,roles,clientDomain\nward-1,Ward One,nurse,ward-1.example')
  await seen(importButton(page))
  await accessible(page, 'an import on a phone')
  const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
  assert.ok(Number(overflow) <= 0, String(overflow))
})

test('whoever may not manage all clients is told so', async (t) => {
  const { program } = shared
  const made = await program.call('POST', '/user-roles', { name: 'reader', permissions: { 'client-view-all': true } })
  const reader = { email: 'reader@example.org', password: 'another long password' }
  const user = { ...reader, firstname: 'Rea', surname: 'Der', groups: ['reader'] }
  assert.deepEqual([made.status, (await program.call('POST', '/users', user)).status], [201, 201])
  const page = await open(t, { as: reader })
  await seen(page.getByText('You may not import clients: you need the permission to manage all of them.'))
})
