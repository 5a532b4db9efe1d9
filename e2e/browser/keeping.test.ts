import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import { until } from '../until.ts'
import { accessible } from './axe.ts'
import { openLastRoute, openSections } from './channel-form.ts'
import { type Console, gone, seen, startConsole, type View } from './console.ts'

const shared = {} as Console
before(async () => {
  Object.assign(shared, await startConsole())
  for (const name of ['adt', 'fhir'])
    await shared.program.makeChannel(
      { name, authType: 'public', requestBody: true, responseBody: true },
      shared.upstream.port,
    )
})
after(() => shared.end?.())

const open = (test: TestContext, path: string, view?: View) => shared.open(test, path, view)
const admission = (patient: string) =>
  `MSH|^~\\&|LAB||EMR||20261125||ADT^A01|1|P|2.5\rPID|1||${patient}^^^KOLDA||Diallo^Awa`
const post = async (path: string, body: string) => {
  const answer = await fetch(shared.program.http + path, { method: 'POST', body })
  await answer.text()
  return { status: answer.status, id: answer.headers.get('x-openhim-transactionid') ?? '' }
}
type Stored = Record<string, unknown> & { _id: string; name: string }
const findChannel = async (name: string) => {
  const all = await shared.program.get<Stored[]>('/channels')
  const found = all.find((one) => one.name === name)
  assert.ok(found)
  return found
}

test('a channel is told what to keep, what to find it by, when to retry and in which order routes are called', async (t) => {
  const { _id } = await findChannel('adt')
  const page = await open(t, `/channels/${_id}?edit=search-keys`)
  await openSections(page, 'Data control', 'Automatic retry')
  const turn = (name: string) => page.getByRole('switch', { name }).last().press('Space')
  await page.getByRole('button', { name: '+ Search key' }).click()
  await page.getByLabel('Name of the key').fill('patient')
  await page.getByLabel('Kind').selectOption({ label: 'HL7 v2 field' })
  await page.getByRole('textbox', { name: /^Field/ }).fill('PID')
  await seen(page.getByText(/^The key cannot be used:/))
  await page.getByRole('textbox', { name: /^Field/ }).fill('PID-3.1')
  await page.getByLabel('Body of the sample').fill(admission('4711').replace('\r', '\n'))
  await seen(page.getByText('It would be found by:'))
  await seen(page.getByRole('region', { name: 'Search keys' }).getByText('4711', { exact: true }))

  await turn('Seal bodies')
  await turn('Ask why, before a body is shown')
  await page.getByLabel(/^Keep records for/).fill('30')
  await page.getByLabel(/^Largest body/).fill('2000')
  await turn('Retry by itself')
  await page.getByLabel('Attempts at most (empty or 0: no limit)').fill('3')
  await page.getByRole('button', { name: '+ Route' }).click()
  await page.getByLabel('Route name').last().fill('archive')
  await page.getByLabel('Host').last().fill('127.0.0.1')
  await page.getByLabel('Port').last().fill(String(shared.upstream.port))
  await openLastRoute(page)
  await turn('Only after the primary route has answered')
  await page.getByLabel(/^Only when that answer was/).fill('2xx')
  await page.getByRole('button', { name: 'Save Changes' }).click()
  await seen(page.getByText(/^Not saved[.:]/))
  await page.getByLabel(/^Only when that answer was/).fill('2**')
  await accessible(page, 'all sections of a channel')
  await page.getByRole('button', { name: 'Save Changes' }).click()
  await seen(page.getByText('The channel is saved.'))

  const saved = await findChannel('adt')
  const key = { name: 'patient', from: 'request', by: 'hl7-field', expression: 'PID-3.1', hashed: true }
  assert.deepEqual(saved.searchKeys, [key])
  assert.deepEqual(
    [saved.sealBodies, saved.demandBodyReason, saved.maxRecordAgeDays, saved.maxBodyBytes, saved.autoRetryMaxAttempts],
    [true, true, 30, 2000, 3],
  )
  const [, archive] = saved.routes as { waitPrimaryResponse: boolean; statusCodesCheck: string }[]
  assert.deepEqual([archive?.waitPrimaryResponse, archive?.statusCodesCheck], [true, '2**'])
  assert.equal((await post('/adt', 'x'.repeat(2001))).status, 413)
  await page.getByLabel('When a body is larger').selectOption({ label: 'Let it pass, keep that much of it, marked' })
  await page.getByRole('button', { name: 'Save Changes' }).click()
  await until('it is saved', async () => (await findChannel('adt')).whenTooLarge === 'pass')
  await until('a larger body passes', async () => (await post('/adt', 'x'.repeat(2001))).status === 200)
})

test('every message about one patient is found in all channels, and the patient stands in no address', async (t) => {
  const key = { name: 'patient', by: 'json-path', expression: '$.subject' }
  await shared.program.call('PUT', `/channels/${(await findChannel('fhir'))._id}`, { searchKeys: [key] })
  await post('/adt/in', admission('4711'))
  await post('/adt/in', admission('4712'))
  await post('/fhir/Observation', '{"subject":"4711"}')
  const filters = encodeURIComponent(JSON.stringify({ searchKey: { name: 'patient', value: '4711' } }))
  await until('both are indexed', async () => {
    const found = await shared.program.get<unknown[]>(`/transactions?filters=${filters}`)
    return found.length === 2
  })
  const page = await open(t, '/transactions')
  const query = page.getByRole('combobox', { name: 'Filter the list' })
  await query.fill('4711')
  await page.getByRole('option', { name: 'patient: 4711' }).click()
  const rows = page.getByRole('table', { name: 'Transactions' }).getByRole('row')
  await until('only those of the patient are listed', async () => (await rows.count()) === 3)
  await seen(rows.filter({ hasText: '/adt/in' }))
  await seen(rows.filter({ hasText: '/fhir/Observation' }))
  assert.ok(!page.url().includes('4711'))
  await accessible(page, 'messages about a patient')
  await rows.filter({ hasText: '/adt/in' }).getByRole('link').click()
  await page.getByRole('link', { name: '← Newer' }).click()
  await seen(page.getByText('"subject": "4711"'))
  await page.getByRole('link', { name: 'All transactions' }).click()
  await page.getByRole('button', { name: 'Remove the filter: patient: 4711' }).click()
  await until('all are listed again', async () => (await rows.count()) > 3)
})

test('a rerun is ordered by a search key', async (t) => {
  const page = await open(t, '/transactions?path=/adt/in')
  await page.getByRole('checkbox', { name: 'Select all that are shown' }).check()
  await page.getByRole('button', { name: 'Rerun the selected…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Rerun transactions' })
  await dialog.getByLabel('Order').selectOption({ label: 'Oldest first, one at a time for each patient' })
  await accessible(page, 'a rerun by search key')
  await dialog.getByLabel(/^I know that this repeats/).check()
  await dialog.getByLabel(/^Begin paused/).press('Space')
  await dialog.getByRole('button', { name: 'Rerun 2' }).click()
  await seen(page.getByRole('heading', { name: 'Task', level: 1 }))
  const [task] = await shared.program.get<{ orderBy: unknown }[]>('/tasks')
  assert.deepEqual(task?.orderBy, { key: 'patient' })
})

test('the retention page says what is kept and what less would free; what is removed then is gone, and told', async (t) => {
  const { id } = await post('/fhir/Observation', '{"subject":"4713"}')
  const page = await open(t, '/retention')
  const row = (name: string) => page.getByRole('table', { name: 'Channels' }).getByRole('row').filter({ hasText: name })
  await seen(row('fhir').getByText('for ever').first())
  await seen(row('adt').getByText('30 days'))
  await seen(page.getByText(/ used, .* free/))
  await seen(page.getByText('Nothing was removed yet.'))
  await accessible(page, 'retention')

  await page.getByRole('button', { name: 'Keep less of fhir' }).click()
  const dialog = page.getByRole('dialog', { name: 'What is kept of fhir' })
  await dialog.getByLabel(/^Keep bodies for/).fill('0.00001')
  await seen(dialog.getByText(/would remove the bodies of 2 transactions, \d+ bytes of bodies/))
  assert.match(page.url(), /channel=/)
  await accessible(page, 'what less would free')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await gone(dialog)
  await page.getByRole('button', { name: 'Remove now' }).click()
  await seen(page.getByText(/^Removed: bodies of 2 transactions, 0 records/))
  await seen(
    page.getByRole('table', { name: 'What was removed' }).getByRole('row', { name: /fhir bodies 2 \d+ bytes/ }),
  )
  await page.goto(`${shared.base}/transactions/${id}`)
  await seen(page.getByText('This body is not kept, or not any more.').first())
})

test('destroying the key of a month forgets its sealed bodies at once', async (t) => {
  const { _id: channel } = await findChannel('adt')
  const { id } = await post('/adt/in', admission('4714'))
  const read = () => shared.program.call('GET', `/transactions/${id}/bodies/request?reason=a+test`)
  assert.equal((await read()).status, 200)
  const page = await open(t, `/retention?channel=${channel}`)
  const month = new Date().toISOString().slice(0, 7)
  await page.getByRole('button', { name: `Destroy the key of ${month}` }).click()
  await seen(page.getByText(/This cannot be undone/))
  await accessible(page, 'destroy a key')
  await page.getByRole('dialog', { name: 'Destroy a key' }).getByRole('button', { name: 'Destroy' }).click()
  await seen(page.getByText('There is none.'))
  assert.equal((await read()).status, 404)
})
