import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, type TestContext, test } from 'node:test'
import { damageBodyFiles } from '../../server/src/testing/messages.ts'
import { until } from '../until.ts'
import { startUpstream, type Upstream } from '../upstream.ts'
import { accessible } from './axe.ts'
import { type Console, gone, seen, startConsole, type View } from './console.ts'
import { refuseBatches } from './failures.ts'

const shared = {} as Console & { mediator: Upstream; copy: Upstream }
const sample = { patient: 'Awa Diallo', result: [1.0, 2] }

before(async () => {
  const mediator = await startUpstream(({ body }, response) => {
    const timestamp = new Date().toISOString()
    response.setHeader('content-type', 'application/json+openhim').end(
      JSON.stringify({
        'x-mediator-urn': 'urn:mediator:lab',
        status: 'Successful',
        response: { status: 200, headers: { 'content-type': 'text/plain' }, body: 'stored', timestamp },
        properties: { facility: 'Kolda' },
        orchestrations: [
          {
            name: 'look the patient up',
            request: {
              method: 'POST',
              host: 'registry',
              path: '/find',
              timestamp,
              headers: { 'x-kind': 'lookup' },
              body: JSON.stringify({ ...JSON.parse(body.toString() || '{}'), looked: 'up' }),
            },
            response: { status: 404, timestamp, headers: {}, body: 'unknown' },
          },
        ],
      }),
    )
  })
  const copy = await startUpstream((_seen, response) => void response.writeHead(500).end('broken'))
  Object.assign(shared, await startConsole(), { mediator, copy })
  const routes = [
    { name: 'lab mediator', host: '127.0.0.1', port: mediator.port, primary: true },
    { name: 'archive', host: '127.0.0.1', port: copy.port },
  ]
  const stored = { authType: 'public', requestBody: true, responseBody: true }
  await shared.program.makeChannel({ name: 'lab', routes, ...stored }, 0)
  await shared.program.makeChannel({ name: 'plain', ...stored }, shared.upstream.port)
  await shared.program.makeChannel({ name: 'private', demandBodyReason: true, ...stored }, shared.upstream.port)
})
after(async () => {
  await shared.end?.()
  await shared.mediator?.stop()
  await shared.copy?.stop()
})

const open = (test: TestContext, path: string, view?: View) => shared.open(test, path, view)
type Shown = { _id: string; status: string; request: { path: string }; parentID?: string }
const finished = (id: string) =>
  until('it has ended', async () => {
    const found = await shared.program.get<Shown>(`/transactions/${id}?filterRepresentation=simple`)
    return found.status === 'Processing' ? undefined : found
  })
/** A request of a client, and its transaction once every route has answered. */
async function send(path: string, body?: string): Promise<Shown> {
  const answer = await fetch(shared.program.http + path, body === undefined ? {} : { method: 'POST', body })
  await answer.text()
  return finished(answer.headers.get('x-openhim-transactionid') ?? '')
}
type Viewed = { part: string; reason?: string }
const listViews = (id: string) => shared.program.get<Viewed[]>(`/audits/bodies?transaction=${id}`)

test('the timeline shows routes and what a mediator reported, and each call shows what it sent and got', async (t) => {
  const { _id } = await send('/lab/results?day=1', JSON.stringify(sample))
  const page = await open(t, `/transactions/${_id}`)
  const timeline = page.getByRole('region', { name: 'Timeline' })
  const line = (name: string) => timeline.getByRole('listitem').filter({ hasText: name })
  await seen(line('lab mediator').getByText('200', { exact: true }))
  await seen(line('look the patient up').getByText('404', { exact: true }))
  await seen(line('archive').getByText('500', { exact: true }))
  assert.match((await line('archive').textContent()) ?? '', /\d\d:\d\d:\d\d\.\d{3} to \d\d:\d\d:\d\d\.\d{3}/)
  await seen(page.getByText('Kolda'))
  await accessible(page, 'transaction with calls')
  assert.deepEqual((await listViews(_id)).map(({ part }) => part).sort(), ['request', 'response'])

  await timeline.getByRole('button', { name: 'look the patient up' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'look the patient up' })
  await seen(dialog.getByText('"looked": "up"'))
  await dialog.getByRole('tab', { name: 'Response' }).click()
  await seen(dialog.getByText('unknown'))
  await dialog.getByRole('tab', { name: 'Differences' }).click()
  await seen(dialog.getByRole('row', { name: 'path /lab/results /find' }))
  await seen(dialog.locator('ins').filter({ hasText: '"looked": "up"' }))
  assert.equal(await dialog.locator('del').filter({ hasText: 'Awa Diallo' }).count(), 0)
  await accessible(page, 'differences of a call')
  await page.reload()
  await seen(dialog.locator('ins').filter({ hasText: '"looked": "up"' }))
  await page.keyboard.press('Escape')
  await gone(dialog)
  assert.equal(new URL(page.url()).search, '')
})

test('a body whose channel demands a reason is shown only for one; who saw it and why is told', async (t) => {
  const { _id } = await send('/private/x', 'the diagnosis')
  const page = await open(t, `/transactions/${_id}`)
  const request = page.getByRole('region', { name: 'Request' })
  await seen(request.getByLabel('Why do you look at this body?'))
  assert.equal(await page.getByText('the diagnosis').count(), 0)
  assert.deepEqual(await listViews(_id), [])
  await accessible(page, 'a reason is asked')
  await request.getByLabel('Why do you look at this body?').fill('called by the clinic')
  await request.getByLabel('Why do you look at this body?').press('Enter')
  await seen(request.getByText('the diagnosis'))
  const views = page.getByRole('region', { name: 'Who saw its bodies' })
  await views.getByRole('button', { name: 'Show' }).click()
  await seen(views.getByRole('row', { name: /request called by the clinic$/ }))
  await accessible(page, 'who saw the bodies')
  const download = page.waitForEvent('download')
  await request.getByRole('link', { name: 'Download' }).click()
  assert.equal((await download).suggestedFilename(), `${_id}-request`)
})

test('a body is noted as seen once, however often the page hears of new transactions', async (t) => {
  const { _id } = await send('/plain/quiet', 'seen once')
  const page = await open(t, `/transactions/${_id}`)
  await seen(page.getByText('seen once'))
  await refuseBatches(page)
  const heard = page.waitForResponse((response) => response.url().includes(`/transactions/${_id}?`))
  await send('/plain/other')
  await heard
  assert.equal((await listViews(_id)).length, 2)
})

/** Answers of the slow upstream are held until the test lets them go. */
const held: (() => void)[] = []
const letGo = () => {
  for (const answer of held.splice(0)) answer()
}

test('a selection is rerun once its preview is confirmed; the task shows each rerun, live', async (t) => {
  for (const name of ['a', 'b', 'c']) await send(`/plain/batch/${name}`, `message ${name}`)
  const page = await open(t, '/transactions?path=/plain/batch')
  await page.getByRole('checkbox', { name: 'Select all that are shown' }).check()
  await seen(page.getByText('3 selected'))
  await page.getByRole('checkbox', { name: 'Select POST /plain/batch/b' }).uncheck()
  await page.getByRole('button', { name: 'Rerun the selected…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Rerun transactions' })
  await seen(dialog.getByText('An upstream would do the same thing twice'))
  assert.match((await dialog.textContent()) ?? '', /Would be sent again2.*Were answered already2.*successful write2/)
  const confirm = dialog.getByRole('button', { name: 'Rerun 2' })
  assert.equal(await confirm.isDisabled(), true)
  await dialog.getByLabel('I know that this repeats successful writes: 2').check()
  await dialog.getByLabel(/^Begin paused/).check({ force: true })
  await accessible(page, 'rerun preview')
  await confirm.press('Enter')

  await seen(page.getByRole('heading', { name: 'Task', level: 1 }))
  await seen(page.getByText('0 of 2'))
  assert.ok(!shared.upstream.seen.some(({ headers }) => headers['x-mediary-rerun-of']))
  await page.getByRole('button', { name: 'Resume' }).click()
  await seen(page.getByText('2 of 2'))
  await seen(page.getByText('Completed', { exact: true }).first())
  await accessible(page, 'task')
  const row = page.getByRole('table', { name: 'Transactions' }).getByRole('row').nth(1)
  const [original, rerun] = await row.getByRole('link').allTextContents()
  const found = await shared.program.get<Shown>(`/transactions/${rerun}`)
  assert.deepEqual([found.parentID, found.request.path], [original, '/plain/batch/a'])
  await page.getByLabel('Errors').selectOption('yes')
  await seen(page.getByText('No transaction matches.'))
  assert.match(page.url(), /errors=yes/)
})

test('all that match are rerun, oldest first; a pause holds at once, and what is cancelled is sent no more', async (t) => {
  const slow = await startUpstream(({ headers }, response) => {
    if (headers['x-mediary-rerun-of']) held.push(() => response.end('late'))
    else response.end('soon')
  })
  t.after(() => slow.stop())
  await shared.program.makeChannel({ name: 'slow', authType: 'public', requestBody: true }, slow.port)
  for (let i = 0; i < 5; i++) await send(`/slow/${i}`)
  const again = () => slow.seen.slice(5).map(({ url }) => url)

  const page = await open(t, '/transactions?path=/slow')
  await page.getByRole('button', { name: 'Rerun all that match…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Rerun transactions' })
  await dialog.getByLabel('Order').selectOption({ label: 'Oldest first, one at a time for each channel' })
  await dialog.getByRole('button', { name: 'Rerun 5' }).click()
  await until('the first is under way', () => held.length === 1)
  letGo()
  await seen(page.getByText('1 of 5'))
  await until('the second is under way', () => held.length === 1)
  await page.getByRole('button', { name: 'Pause' }).click()
  await seen(page.getByText('Paused', { exact: true }))
  letGo()
  await seen(page.getByText('2 of 5'))
  assert.deepEqual(again(), ['/slow/0', '/slow/1'])

  await page.getByLabel('At the same time').fill('2')
  await page.getByRole('button', { name: 'Change the pace' }).click()
  await page.getByRole('link', { name: 'All tasks' }).click()
  const row = page.getByRole('row').filter({ hasText: '2 of 5' })
  await seen(row.getByText('Paused', { exact: true }))
  await accessible(page, 'tasks')
  await row.getByRole('button', { name: 'Cancel the task' }).click()
  assert.match(page.url(), /cancel=/)
  await seen(page.getByText('3 of its 5 transactions have not been repeated, and will not be.'))
  await accessible(page, 'cancel a task')
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the task' }).click()
  await seen(row.getByText('Cancelled', { exact: true }))
  await row.getByRole('button', { name: 'Delete the task' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete the task' }).click()
  await gone(row)
  assert.deepEqual(again(), ['/slow/0', '/slow/1'])
})

test('a request is edited and resent; what was changed stands before it is sent, and is kept with the rerun', async (t) => {
  const { _id } = await send('/plain/edit', '{"dose": 10, "drug": "x"}')
  const page = await open(t, `/transactions/${_id}`)
  await page.getByRole('button', { name: 'Edit and resend…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Edit and resend' })
  await seen(dialog.getByText('Nothing is changed yet.'))
  assert.equal(await dialog.getByRole('button', { name: 'Resend' }).isDisabled(), true)
  await dialog.getByLabel('Body').fill('{"dose": 1, "drug": "x"}')
  await dialog.getByLabel('Query string').fill('corrected=yes')
  await dialog.getByRole('button', { name: 'Add a header' }).click()
  await dialog
    .getByRole('textbox', { name: /^Name of header/ })
    .last()
    .fill('Authorization')
  await dialog
    .getByRole('textbox', { name: /^Value of header/ })
    .last()
    .fill('Basic x')
  await seen(dialog.locator('del').filter({ hasText: '"dose": 10' }))
  await accessible(page, 'edit and resend')
  await dialog.getByRole('button', { name: 'Resend' }).click()
  await seen(dialog.getByText(/the header Authorization is set by the gateway/))
  await dialog
    .getByRole('textbox', { name: /^Name of header/ })
    .last()
    .fill('X-Corrected')
  await dialog.getByRole('button', { name: 'Resend' }).click()
  await seen(page.getByText('1 of 1'))
  await page.getByRole('table', { name: 'Transactions' }).getByRole('link').last().click()

  const lineage = page.getByRole('region', { name: 'Reruns' })
  await seen(lineage.getByText(`This is a rerun that ${shared.program.admin.email} asked for.`))
  await seen(lineage.getByRole('row', { name: 'querystring corrected=yes' }))
  await seen(lineage.getByRole('row', { name: 'header X-Corrected Basic x' }))
  await lineage.getByRole('button', { name: 'Compare with the original' }).click()
  const compared = page.getByRole('dialog', { name: 'Original and rerun' })
  await seen(compared.locator('ins').filter({ hasText: '"dose": 1,' }))
  await seen(compared.getByText('The bodies are the same, byte for byte.'))
  await page.keyboard.press('Escape')
  await lineage.getByRole('link').last().click()
  await page.waitForURL((url) => url.pathname.endsWith(_id))
  await seen(lineage.getByRole('button', { name: 'Compare with this rerun' }))
  await accessible(page, 'lineage')
})

test('headers that are damaged on the disk are told as such, wherever they stand, and the request is not sent again', async (t) => {
  const { program } = shared
  const { _id } = await send('/plain/damaged', 'mark of what is damaged')
  const files = readdirSync(program.folder).find((name) => name.endsWith('-bodies')) ?? ''
  damageBodyFiles(join(program.folder, files), 'mark of what is damaged')
  const page = await open(t, `/transactions/${_id}`)
  const told = 'The stored headers are damaged on the disk, so they cannot be shown.'
  const request = page.getByRole('region', { name: 'Request', exact: true })
  await seen(request.getByText(told))
  await seen(page.getByText('It cannot be sent again: its stored headers are damaged.'))
  for (const name of ['Rerun…', 'Edit and resend…'])
    assert.equal(await page.getByRole('button', { name }).isDisabled(), true)
  assert.equal(await page.getByRole('button', { name: 'Copy as curl' }).count(), 0)
  const response = page.getByRole('region', { name: 'Response', exact: true })
  await seen(response.getByText(/^\d+ headers$/))
  await accessible(page, 'damaged headers')

  await page.getByRole('region', { name: 'Timeline' }).getByRole('button').first().click()
  const dialog = page.getByRole('dialog')
  await seen(dialog.getByText(told))
  await dialog.getByRole('tab', { name: 'Differences' }).click()
  await seen(dialog.getByText('Stored headers are damaged on the disk, so headers cannot be compared.'))
  assert.equal(await dialog.getByText('Nothing differs in what is recorded of the head.').count(), 1, 'of the response')
  await page.goto(`${page.url().split('?')[0]}?rerun=edit`)
  await seen(page.getByRole('dialog').getByText('It cannot be sent again: its stored headers are damaged.'))
})
