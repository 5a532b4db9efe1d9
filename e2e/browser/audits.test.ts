import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible } from './axe.ts'
import { type Console, gone, seen, startConsole } from './console.ts'

// The audit log: who signed in, saw, exported or changed something.

const shared = {} as Console
const patient = '7^^^Ministry&1.2.3&ISO'

before(async () => {
  Object.assign(shared, await startConsole())
  const { program, upstream } = shared
  await program.makeClient({ clientID: 'clinic', name: 'Clinic', roles: ['nurse'], customTokenID: 'clinic-token' })
  await program.makeChannel({ name: 'lab', allow: ['nurse'] }, upstream.port)
  await program.get('/metadata')
  const sent = await program.call('POST', '/audits', {
    eventIdentification: {
      eventOutcomeIndicator: '0',
      eventActionCode: 'R',
      eventID: { code: '110112', displayName: 'Query', codeSystemName: 'DCM' },
      eventTypeCode: { code: 'ITI-47', displayName: 'Patient Demographics Query', codeSystemName: 'IHE Transactions' },
    },
    activeParticipant: [{ userID: 'registry', userIsRequestor: true, networkAccessPointID: '10.9.8.7' }],
    auditSourceIdentification: { auditSourceID: 'registry.example' },
    participantObjectIdentification: [{ participantObjectID: patient, participantObjectTypeCode: '1' }],
  })
  assert.equal(sent.status, 201, sent.text)
})
after(() => shared.end?.())

test('the log tells what happened in words, and the whole entry on demand', async (t) => {
  const page = await shared.open(t, '/audits')
  const exported = page.getByRole('article', { name: 'Exported data' })
  await seen(exported.getByText('succeeded'))
  await seen(exported.getByText(`First Administrator · ${shared.program.admin.email} · from 127.0.0.1`))
  await seen(page.getByRole('article', { name: 'The program started' }).first())
  await accessible(page, 'the audit log')

  await page.getByRole('article', { name: 'Patient Demographics Query' }).getByRole('button').click()
  const dialog = page.getByRole('dialog', { name: 'Patient Demographics Query' })
  await seen(dialog.getByText('Searched (Query · 110112 · DCM)'))
  await seen(dialog.getByRole('region', { name: 'Object 1' }).getByText(patient))
  await accessible(page, 'an entry of the audit log')
})

test('filters narrow the log, and the identifier of a patient never stands in the address', async (t) => {
  const page = await shared.open(t, '/audits')
  const bar = page.getByRole('combobox', { name: 'Filter the list' })
  const enter = async (text: string) => {
    await bar.fill(text)
    await bar.press('Enter')
  }
  await bar.fill('event:exported')
  await page.getByRole('option', { name: 'Exported data' }).click()
  await seen(page.getByRole('article', { name: 'Exported data' }))
  await gone(page.getByRole('article', { name: 'The program started' }))
  await page.getByRole('button', { name: 'Remove all filters' }).click()
  await enter('source:registry.example')
  await seen(page.getByRole('article', { name: 'Patient Demographics Query' }))
  await gone(page.getByRole('article', { name: 'Exported data' }))
  await page.getByRole('button', { name: 'Remove all filters' }).click()
  await enter(`object:${patient}`)
  await gone(page.getByRole('article', { name: 'Exported data' }))
  await seen(page.getByRole('article', { name: 'Patient Demographics Query' }))
  assert.doesNotMatch(page.url(), /Ministry|patient|object/)
  await accessible(page, 'the filtered audit log')
  await enter('outcome:refused yesterday')
  await seen(page.getByText('No entry matches.'))
  assert.doesNotMatch(page.url(), /Ministry|patient|object/)
})

test('a change leads to the history, which tells its values', async (t) => {
  const page = await shared.open(t, '/audits')
  const changed = page.getByRole('article', { name: 'Changed the configuration' }).filter({ hasText: 'POST /channels' })
  await changed.getByRole('link', { name: 'What it changed' }).click()
  await seen(page.getByRole('heading', { name: 'History', level: 1 }))
  await seen(page.getByRole('article', { name: 'Channel lab, added' }))
  await page.getByRole('link', { name: 'Who saw what: audit log' }).click()
  await seen(page.getByRole('heading', { name: 'Audit log', level: 1 }))
})

test('the audit log fits a phone, and is closed to those without the right', async (t) => {
  const narrow = await shared.open(t, '/audits', { size: 'narrow', colours: 'dark' })
  await seen(narrow.getByRole('article', { name: 'Exported data' }))
  await accessible(narrow, 'the audit log on a phone')
  const operator = { email: 'operator@example.org', password: 'another long password' }
  const { status } = await shared.program.call('POST', '/users', {
    ...operator,
    firstname: 'Olu',
    surname: 'Ade',
    groups: ['operator'],
  })
  assert.equal(status, 201)
  const page = await shared.open(t, '/audits', { as: operator })
  await seen(page.getByRole('heading', { name: 'This page is forbidden' }))
})
