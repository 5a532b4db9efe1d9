import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, type TestContext, test } from 'node:test'
import type { ConfigurationDocuments } from '@mediary/contract/configuration'
import type { Page } from 'playwright-core'
import { writeFolder } from '../../server/src/configuration/index.ts'
import { accessible } from './axe.ts'
import { type Console, gone, seen, startConsole } from './console.ts'

const shared = {} as Console
const importer = { email: 'importer@example.org', password: 'a long importer password' }
before(async () => {
  Object.assign(shared, await startConsole())
  const { program, upstream } = shared
  await program.makeChannel({ name: 'lab', allow: ['nurse'] }, upstream.port)
  await program.makeClient({ clientID: 'clinic', name: 'The Clinic', roles: ['nurse'], password: 'correct horse' })
  await program.call('POST', '/user-roles', { name: 'importer', permissions: { 'import-export': true } })
  await program.call('POST', '/users', { ...importer, firstname: 'Ima', surname: 'Ade', groups: ['importer'] })
})
after(() => shared.end?.())

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
const row = (page: Page, table: string, name: string) =>
  page.getByRole('table', { name: table }).getByRole('row').filter({ hasText: name })

const readDocuments = async () =>
  (await shared.program.get<{ documents: ConfigurationDocuments }>('/configuration')).documents

async function changeChannel(fields: object) {
  const [lab] = await shared.program.get<{ _id: string }[]>('/channels')
  assert.equal((await shared.program.call('PUT', `/channels/${lab?._id}`, fields)).status, 200)
}

/** Pastes a configuration, and asks for its plan without a mouse. */
async function paste(page: Page, content: object | string) {
  await page
    .getByLabel('Or paste a configuration')
    .fill(typeof content === 'string' ? content : JSON.stringify(content))
  await page.getByRole('button', { name: 'Make a plan', exact: true }).press('Enter')
}

function exportTo(context: TestContext, documents: ConfigurationDocuments) {
  const folder = mkdtempSync(join(tmpdir(), 'mediary-plan-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  writeFolder(folder, documents)
  return folder
}

test('the plan of a folder is shown and applied, and what is changed by hand later is its drift', async (t) => {
  const documents = await readDocuments()
  const channels = documents.channels?.map((channel) => ({ ...channel, priority: 4 }))
  const roles = [...(documents.roles ?? []), { name: 'night' }]
  const folder = exportTo(t, { ...documents, ...(channels && { channels }), roles })
  writeFileSync(join(folder, 'README.md'), 'Not a part of the configuration')
  const page = await shared.open(t, '/export-import')
  await page.getByRole('link', { name: 'Plan and drift' }).click()
  await seen(page.getByText('No plan was applied yet.'))
  await page.getByTestId('folder').setInputFiles(folder)
  const plan = `Plan for ${folder.split('/').at(-1)}`
  await seen(row(page, plan, 'night').getByText('Created'))
  await seen(row(page, plan, 'lab').getByText('priority'))
  await accessible(page, 'a plan')
  await page.getByRole('button', { name: 'Apply 2 changes' }).press('Enter')
  await seen(page.getByText('2 changes were applied.'))
  await seen(page.getByText('Nothing was changed since.'))
  assert.deepEqual(
    (await shared.program.get<{ priority: number }[]>('/channels')).map(({ priority }) => priority),
    [4],
  )

  await changeChannel({ priority: 9 })
  await page.reload()
  await seen(row(page, 'Drift', 'lab').getByText('9'))
  await accessible(page, 'the drift')
})

test('a plan is not applied when the world has moved, and a new one can be made at once', async (t) => {
  const page = await shared.open(t, '/export-import/plan')
  const { roles = [] } = await readDocuments()
  await paste(page, { format: 1, documents: { roles: [...roles, { name: 'day' }] } })
  await seen(row(page, 'Plan for the pasted text', 'day').getByText('Created'))
  await changeChannel({ priority: 5 })
  await press(page, 'Apply 1 change')
  await seen(page.getByText('The configuration has changed since the plan was made', { exact: false }))
  await gone(page.getByRole('button', { name: 'Apply 1 change' }))
  await press(page, 'Make a new plan')
  await press(page, 'Apply 1 change')
  await seen(page.getByText('1 change was applied.'))
})

test('what is refused is named with its place: a file, an object or a field', async (t) => {
  const page = await shared.open(t, '/export-import/plan')
  const alert = page.getByRole('alert')
  await paste(page, 'format: 1\nformat: 2')
  await seen(alert.filter({ hasText: /the pasted text: the file is no YAML that is read here .*unique/ }))
  await paste(page, '{"format": 2}')
  await seen(alert.filter({ hasText: 'the text must have format 1 and documents' }))
  await paste(page, { format: 1, documents: { roles: [{ name: 'x', colour: 'red' }] } })
  await seen(alert.filter({ hasText: /^Role x: .*colour/ }))
  await accessible(page, 'a refused plan')
  const folder = exportTo(t, { roles: [{ name: 'nurse' }] })
  writeFileSync(join(folder, 'roles', 'nurse.yaml'), 'name: &a nurse')
  await page.getByTestId('folder').setInputFiles(folder)
  await seen(alert.filter({ hasText: 'roles/nurse.yaml: anchors (&name)' }))
})

test('only those who hold every permission find the page, and others are told why', async (t) => {
  const page = await shared.open(t, '/export-import', { as: importer })
  await seen(page.getByRole('heading', { name: 'Export and import', level: 1 }))
  await gone(page.getByRole('link', { name: 'Plan and drift' }))
  await page.goto(`${shared.base}/export-import/plan`)
  await seen(page.getByRole('alert').first())
})
