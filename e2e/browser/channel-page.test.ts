import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible } from './axe.ts'
import { general, openSections } from './channel-form.ts'
import { type Console, gone, seen, startConsole } from './console.ts'

// The form of a channel stands behind a button, and its sections open one by one.

let shared: Console
let id = ''

before(async () => {
  shared = await startConsole()
  await shared.program.makeChannel({ name: 'lab', timeout: 30_000, sealBodies: true }, shared.upstream.port)
  const [channel] = await shared.program.get<{ _id: string }[]>('/channels')
  id = channel?._id ?? ''
})
after(() => shared.end())

test('a closed section says what is set in it, and one with a fault opens', async (t) => {
  const page = await shared.open(t, `/channels/${id}`)
  assert.equal(await page.getByLabel('Channel name').count(), 0)
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  assert.ok(await page.getByLabel('Channel name').evaluate((box) => box === document.activeElement))
  await seen(page.getByRole('region', { name: general, exact: true }).getByText('Timeout 30000 ms'))
  await seen(page.getByRole('region', { name: 'Data control' }).getByText('Seal bodies'))
  await seen(page.getByRole('region', { name: 'Automatic retry' }).getByText('Standard settings'))
  await openSections(page, general)
  await page.getByLabel('Timeout (milliseconds)').fill('4000000')
  await openSections(page, 'Limits')
  await page.getByRole('button', { name: general, exact: true }).click()
  await gone(page.getByLabel('Timeout (milliseconds)'))
  await page.getByRole('button', { name: 'Save Changes' }).click()
  await seen(page.getByText('To correct'))
  assert.equal(await page.getByLabel('Timeout (milliseconds)').inputValue(), '4000000')
  await accessible(page, 'a form with a fault in a section')
})

test('links into rewritten answers and properties have fields', async (t) => {
  const page = await shared.open(t, `/channels/${id}?edit=answers`)
  await page.getByRole('switch', { name: 'Rewrite links in answers' }).press('Space')
  await page.getByRole('button', { name: 'Add a rule' }).click()
  await page.getByLabel('Host in the link').fill('inside.example')
  await page.getByLabel('New host').fill('outside.example')
  await openSections(page, 'Properties')
  await page.getByRole('button', { name: 'Add a property' }).click()
  await page.getByRole('region', { name: 'Properties' }).getByLabel('Name').fill('district')
  await page.getByRole('region', { name: 'Properties' }).getByLabel('Value').fill('Kolda')
  await accessible(page, 'rules about links, and properties')
  await page.getByRole('button', { name: 'Save Changes' }).click()
  await seen(page.getByText('The channel is saved.'))
  const saved = await shared.program.get<Record<string, unknown>>(`/channels/${id}`)
  const rule = { fromHost: 'inside.example', toHost: 'outside.example', fromPort: 80, toPort: 80 }
  assert.deepEqual([saved.rewriteUrls, saved.rewriteUrlsConfig], [true, [rule]])
  assert.deepEqual(saved.properties, [{ district: 'Kolda' }])
})

test('an address leads to a place of the form, and what is typed is not lost by leaving the form', async (t) => {
  const page = await shared.open(t, `/channels/${id}#data`, { size: 'narrow' })
  await page.waitForURL(/\?edit=data$/)
  const data = page.getByRole('region', { name: 'Data control' })
  await seen(data.getByRole('switch', { name: 'Seal bodies' }))
  await data.getByLabel(/^Keep bodies for/).fill('7')
  await page.getByRole('button', { name: 'Back to the channel' }).click()
  await page.getByRole('button', { name: 'Keep editing' }).click()
  assert.equal(await data.getByLabel(/^Keep bodies for/).inputValue(), '7')
  await page.getByRole('button', { name: 'Back to the channel' }).click()
  await page.getByRole('button', { name: 'Discard' }).click()
  await seen(page.getByRole('region', { name: 'Traffic' }))
  await gone(data)
})
