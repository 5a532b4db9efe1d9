import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import type { LegalHold } from '@mediary/contract/transactions/legal-holds'
import { until } from '../until.ts'
import { accessible } from './axe.ts'
import { type Console, seen, startConsole } from './console.ts'
import { keysOn } from './keys.ts'

// The report of a patient, and legal holds.

const shared = {} as Console
const auditor = { email: 'auditor@example.org', password: 'another long password' }

before(async () => {
  Object.assign(shared, await startConsole())
  const { program, upstream } = shared
  await program.makeChannel({ name: 'fhir', allow: ['nurse'] }, upstream.port)
  await program.makeClient({ clientID: 'clinic', name: 'Clinic', roles: ['nurse'], password: 'correct horse' })
  const authorization = `Basic ${Buffer.from('clinic:correct horse').toString('base64')}`
  for (const path of ['Patient/7', 'Patient/8', 'Patient/7'])
    await (await fetch(`${program.http}/fhir/${path}`, { headers: { authorization } })).text()
  await program.call('POST', '/user-roles', { name: 'auditor', permissions: { 'audit-trail-view': true } })
  await program.call('POST', '/users', { ...auditor, firstname: 'A', surname: 'B', groups: ['auditor'] })
  await until('the requests are indexed', async () => {
    const found = await program.get<object[]>('/patient-report?patient=Patient%2F7')
    return found.length >= 2
  })
})
after(() => shared.end?.())

const listHolds = () => shared.program.get<LegalHold[]>('/legal-holds')

test('with the keyboard alone the report of a patient is shown, its data held, and the hold released', async (t) => {
  const page = await shared.open(t, '/audits/patients')
  const { to, press, push, type } = keysOn(page)
  await to('the patient', page.getByLabel('Patient', { exact: true }))
  await type('Patient/7')
  await press('Enter')
  const report = page.getByRole('table', { name: 'Accesses' })
  await seen(report.getByRole('link', { name: /Patient\/7/ }).first())
  assert.equal(await report.getByText('Patient/8').count(), 0)
  await seen(report.getByText('Clinic', { exact: true }).first())
  await accessible(page, 'the report of a patient')
  assert.ok(page.url().endsWith('/audits/patients'), 'the patient is no part of the address')

  await push('Hold what is stored of this patient')
  await to('the reason', page.getByLabel('Reason'))
  await type('Case 7/2026')
  await accessible(page, 'the form of a legal hold')
  await push('Place a hold')
  await to('the link to the holds', page.getByRole('link', { name: 'A legal hold is placed' }))
  await press('Enter')
  await seen(page.getByRole('table', { name: 'Legal holds' }).getByText('Patient Patient/7'))
  const [hold] = await listHolds()
  assert.deepEqual([hold?.patient, hold?.reason, hold?.transactions], ['Patient/7', 'Case 7/2026', 2])
  await accessible(page, 'the list of legal holds')

  await push('Release: Patient Patient/7')
  await to('the reason of the release', page.getByLabel('Reason'))
  await type('The court decided')
  await push('Release')
  await seen(page.getByText('The hold is released.'))
  await page.getByLabel('State').selectOption('Released')
  await seen(page.getByText('The court decided', { exact: false }))
})

test('the report is exported as CSV, and every look at it is in the audit log', async (t) => {
  const page = await shared.open(t, '/audits/patients')
  await page.getByLabel('Patient', { exact: true }).fill('Patient/8')
  await page.getByRole('button', { name: 'Show the report' }).click()
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export CSV' }).click()
  const text = readFileSync(await (await downloading).path(), 'utf8')
  assert.match(text, /clinic/)
  assert.match(text, /Patient\/8/)
  assert.doesNotMatch(text, /Patient\/7/)
  const audits = JSON.stringify(await shared.program.get('/audits?filterRepresentation=full'))
  assert.match(audits, /patient-report/)
})

test('a transaction is held from its page, and a patient from the list; both fit a narrow screen', async (t) => {
  const [{ _id: id } = { _id: '' }] = await shared.program.get<{ _id: string }[]>('/transactions?filterLimit=1')
  const page = await shared.open(t, `/transactions/${id}`, { size: 'narrow', colours: 'dark' })
  await page.getByRole('button', { name: 'Hold this transaction' }).click()
  await page.getByRole('button', { name: 'Place a hold' }).click()
  await seen(page.getByRole('dialog').locator('.mantine-Textarea-error'))
  await page.getByLabel('Reason').fill('Case 8/2026')
  await page.getByRole('button', { name: 'Place a hold' }).click()
  await seen(page.getByRole('link', { name: 'A legal hold is placed' }))
  const [hold] = await listHolds()
  assert.deepEqual([JSON.stringify(hold?.filters).includes(id), hold?.transactions], [true, 1])
  await page.goto(`${shared.base}/audits/holds`)
  await page.getByRole('button', { name: 'Place a hold' }).click()
  await page.getByRole('dialog').getByRole('textbox', { name: 'Patient' }).fill('Patient/9')
  await page.getByRole('dialog').getByLabel('Reason').fill('Case 9/2026')
  await page.getByRole('dialog').getByRole('button', { name: 'Place a hold' }).click()
  await seen(page.getByText('The hold is placed. Transactions that it holds now: 0.'))
  await accessible(page, 'legal holds on a narrow screen')
  const isTooWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
  assert.equal(isTooWide, false)
})

test('who may view audits sees reports and holds, and places none; others see neither', async (t) => {
  const page = await shared.open(t, '/audits/holds', { as: auditor })
  await seen(page.getByRole('table', { name: 'Legal holds' }))
  assert.equal(await page.getByRole('button', { name: /^(Place a hold|Release)/ }).count(), 0)
  await page.goto(`${shared.base}/audits/patients`)
  await page.getByLabel('Patient', { exact: true }).fill('Patient/8')
  await page.getByRole('button', { name: 'Show the report' }).click()
  await seen(page.getByRole('table', { name: 'Accesses' }))
  assert.equal(await page.getByRole('button', { name: /^Hold/ }).count(), 0)
  const stranger = { email: 'stranger@example.org', password: 'another long password' }
  await shared.program.call('POST', '/users', { ...stranger, firstname: 'S', surname: 'T', groups: [] })
  const other = await shared.open(t, '/audits/patients', { as: stranger })
  await seen(other.getByText('This page is forbidden'))
})
