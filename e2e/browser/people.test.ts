// What people do with their own account, and how an administrator looks at the console as another user.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { computeCode, toStep } from '../../server/src/second-factor/totp.ts'
import { until } from '../until.ts'
import { accessible } from './axe.ts'
import { type Console, gone, seen, signIn, startConsole } from './console.ts'

const shared = {} as Console
const password = 'correct horse battery'

before(async () => {
  Object.assign(shared, await startConsole())
  const { program, upstream } = shared
  await program.makeChannel({ name: 'lab', urlPattern: '^/lab', authType: 'public' }, upstream.port)
  await fetch(`${program.http}/lab/1`)
  await program.call('POST', '/user-roles', {
    name: 'lab viewers',
    permissions: { 'channel-view-specified': ['name:lab*'], 'transaction-view-specified': ['name:lab*'] },
  })
})
after(() => shared.end?.())

type Audited = {
  activeParticipant?: { userID: string }[]
  participantObjectIdentification?: { participantObjectID: string }[]
}

async function addUser(name: string) {
  const person = { email: `${name}@example.org`, password }
  const names = { firstname: name, surname: 'Mensah', groups: ['lab viewers'] }
  assert.equal((await shared.program.call('POST', '/users', { ...person, ...names })).status, 201)
  return person
}

test('an administrator looks as another user, is told so on every page, and ends it with one press', async (t) => {
  await addUser('ama')
  const page = await shared.open(t, '/users', { alone: true })
  await page.getByRole('button', { name: 'See the console as ama@example.org' }).click()
  const banner = page.getByTestId('view-as')
  await seen(banner.getByText('You see the console as ama Mensah (ama@example.org). Nothing can be changed.'))
  await seen(page.getByRole('row', { name: /^lab/ }))
  assert.equal(await page.getByRole('link', { name: 'Users', exact: true }).count(), 0)
  await accessible(page, 'the dashboard as another user')
  await page.getByRole('link', { name: 'Transactions', exact: true }).click()
  await seen(page.getByRole('heading', { name: 'Transactions', level: 1 }))
  await seen(banner)
  await page.goto(`${shared.base}/profile`)
  await seen(page.getByText('This is the profile of another user.'))
  await banner.getByRole('button', { name: 'End' }).click()
  await seen(page.getByRole('heading', { name: 'Users', level: 1 }))
  await gone(banner)
  const audits = await shared.program.get<Audited[]>('/audits?filterRepresentation=full')
  const ofView = audits.filter(({ participantObjectIdentification: [object] = [] }) =>
    object?.participantObjectID.endsWith(' /view-as'),
  )
  assert.deepEqual(
    ofView.map(({ activeParticipant: [, person] = [] }) => person?.userID),
    [shared.program.admin.email, shared.program.admin.email],
  )
})

test('a person changes the name and the password, and ends another session', async (t) => {
  const person = await addUser('kofi')
  const elsewhere = await shared.open(t, '/profile', { as: person, alone: true })
  await seen(elsewhere.getByRole('heading', { name: 'Profile', level: 1 }))
  const page = await shared.open(t, '/', { as: person, alone: true })
  await page.getByRole('link', { name: person.email }).click()
  await page.getByLabel('First name').fill('Kofi Kwame')
  await page.getByRole('button', { name: 'Save the name' }).click()
  await seen(page.getByText('The name is saved.').or(page.locator('input[value="Kofi Kwame"]')).first())
  await accessible(page, 'the profile')

  const sessions = page.getByRole('region', { name: 'Where you are signed in' })
  await seen(sessions.getByText('this session'))
  await sessions.getByRole('button', { name: /^End the session of/ }).click()
  await until('one session is left', async () => (await sessions.getByRole('listitem').count()) === 1)
  await elsewhere.reload()
  await seen(elsewhere.getByRole('heading', { name: 'Sign in', level: 1 }))

  await page.getByLabel('Present password').fill('not the password')
  await page.getByLabel('New password', { exact: false }).fill('another long password')
  await page.getByLabel('Password again').fill('another long password')
  await page.getByRole('button', { name: 'Change the password' }).click()
  await seen(page.getByText(/is not your password/))
  await page.getByLabel('Present password').fill(password)
  await page.getByRole('button', { name: 'Change the password' }).click()
  await seen(page.getByText('The password is changed.', { exact: false }))
})

test('what a person chooses holds in every browser of theirs', async (t) => {
  const person = await addUser('esi')
  const page = await shared.open(t, '/profile', { as: person, alone: true })
  await page.getByLabel('Rows of long lists').selectOption('high')
  await page.getByLabel('Language', { exact: true }).selectOption('fr')
  await seen(page.getByRole('heading', { name: 'Profil', level: 1, exact: true }))
  await until('the server keeps it', async () => {
    const { user } = await page.evaluate(async () => (await fetch('/me')).json())
    return user.preferences.language === 'fr' && user.preferences.rows === 'comfortable'
  })
  const other = await shared.open(t, '/profile', { as: person, alone: true })
  await seen(other.getByRole('heading', { name: 'Profil', level: 1, exact: true }))
  assert.equal(await other.getByLabel('Lignes des longues listes').inputValue(), 'comfortable')
})

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const fromBase32 = (text: string) => {
  const bits = [...text].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

/** Switches the second factor on. Returns what an app would hold, and a recovery code. */
async function enrol(page: Page) {
  await page.getByRole('button', { name: 'Switch on' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(/^Password/).fill(password)
  await dialog.getByRole('button', { name: 'Next' }).click()
  await seen(dialog.getByRole('img', { name: 'QR code for the authenticator app' }))
  await accessible(page, 'the QR code of the second factor')
  const secret = fromBase32((await dialog.locator('pre').innerText()).replace(/\s/g, ''))
  await dialog.getByRole('textbox', { name: 'Code' }).fill(computeCode(secret, toStep(Date.now())))
  await dialog.getByRole('button', { name: 'Switch on' }).click()
  const codes = (await dialog.getByLabel('Recovery codes').innerText()).split('\n')
  await accessible(page, 'the recovery codes')
  await dialog.getByRole('button', { name: 'I have kept them' }).click()
  await seen(page.getByText('10 recovery codes are left.'))
  return { secret, recoveryCode: codes[0] ?? '' }
}

test('signing in asks for the code of the app; an administrator takes a lost factor away', async (t) => {
  const person = await addUser('yaw')
  const { secret, recoveryCode } = await enrol(await shared.open(t, '/profile', { as: person, alone: true }))

  const page = await shared.open(t, '/sign-in', { as: 'nobody' })
  await signIn(page, person)
  await page.getByLabel('Code').fill('000000')
  await accessible(page, 'the code at the sign-in')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await seen(page.getByText('The code is wrong, or was used already'))
  // The next code counts already: the one of now may have confirmed the factor.
  await page.getByLabel('Code').fill(computeCode(secret, toStep(Date.now()) + 1))
  await page.getByRole('button', { name: 'Sign in' }).click()
  await seen(page.getByRole('heading', { name: 'Dashboard', level: 1 }))

  const again = await shared.open(t, '/sign-in', { as: 'nobody' })
  await signIn(again, person)
  await again.getByLabel('Code').fill(recoveryCode)
  await again.getByRole('button', { name: 'Sign in' }).click()
  await seen(again.getByRole('heading', { name: 'Dashboard', level: 1 }))

  const admin = await shared.open(t, '/users?edit=yaw@example.org')
  const dialog = admin.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Remove the lost second factor' }).click()
  await gone(dialog.getByRole('button', { name: 'Remove the lost second factor' }))
  const without = await shared.open(t, '/sign-in', { as: 'nobody' })
  await signIn(without, person)
  await seen(without.getByRole('heading', { name: 'Dashboard', level: 1 }))
})

test('the form of a user previews the reports that the user gets by mail', async (t) => {
  const person = await addUser('yaa')
  const page = await shared.open(t, `/users?edit=${person.email}`)
  await page.getByRole('button', { name: 'Preview the daily report' }).click()
  await seen(
    page.getByRole('region', { name: /Mediary: report of \d{4}/ }).getByText('lab: 0 requests', { exact: false }),
  )
  await page.getByRole('button', { name: 'Preview the weekly report' }).click()
  await seen(page.getByText('Mediary: report of the week from', { exact: false }).first())
  await accessible(page, 'the preview of a report')
})
