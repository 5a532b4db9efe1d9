import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../until.ts'
import { accessible } from './axe.ts'
import { seen, startConsole } from './console.ts'

test('the one-time link makes the first user, who is signed in and greeted; a link to a password lets the next one in', async (t) => {
  const shared = await startConsole({ workers: 1, unattended: false })
  t.after(() => shared.end())
  const link = await until('the link is printed', () => /setup#token=[\w-]+/.exec(shared.program.output())?.[0])
  const page = await shared.open(t, '/sign-in', { as: 'nobody' })
  await seen(page.getByText('This Mediary has no user yet.'))
  await accessible(page, 'signing in before there is a user')
  await page.goto(`${shared.base}/setup`)
  await seen(page.getByText('The address lacks its one-time token.'))
  await accessible(page, 'setting up without the token')

  await page.goto(`${shared.base}/${link}`)
  await page.reload()
  await page.getByLabel('E-mail').fill('first@example.org')
  await page.getByLabel('First name').fill('Ama')
  await page.getByLabel('Surname').fill('Owusu')
  const [password, again] = [page.getByLabel('Password', { exact: false }).first(), page.getByLabel('Password again')]
  await password.fill('a long password')
  await again.fill('another password')
  await page.getByRole('button', { name: 'Make the first user' }).click()
  await seen(page.getByText('The two passwords differ.'))
  await accessible(page, 'setting up')
  await again.fill('a long password')
  await page.getByRole('button', { name: 'Make the first user' }).click()
  await seen(page.getByRole('region', { name: 'Your first day' }))

  await page.goto(`${shared.base}/users?edit=new`)
  const dialog = page.getByRole('dialog')
  for (const [label, text] of [
    ['E-mail', 'second@example.org'],
    ['First name', 'Kofi'],
    ['Surname', 'Boateng'],
    ['Phone', '233201234567'],
  ] as const)
    await dialog.getByLabel(label).fill(text)
  await dialog.getByLabel('operator').check()
  await dialog.getByLabel('Every week').check()
  await page.getByRole('button', { name: 'Save Changes' }).click()
  await seen(page.getByText('The user second@example.org has been saved.'))
  await seen(dialog.getByRole('status').getByText('/console/set-password/'))
  await dialog.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('button', { name: 'Edit second@example.org' }).click()
  assert.equal(await dialog.getByLabel('Phone').inputValue(), '233201234567')
  assert.ok(await dialog.getByLabel('Every week').isChecked())
  await dialog.getByRole('button', { name: 'Make a link to set a password' }).click()
  const address = await dialog.getByRole('status').getByText('/console/set-password/').innerText()
  await accessible(page, 'a link to set a password')

  const second = await shared.open(t, '/sign-in', { as: 'nobody' })
  await second.goto(address)
  await seen(second.getByText('For second@example.org'))
  await accessible(second, 'setting a password')
  await second.getByLabel('Password', { exact: false }).first().fill('the second password')
  await second.getByLabel('Password again').fill('the second password')
  await second.getByRole('button', { name: 'Set a password' }).click()
  await seen(second.getByText('The password is set. Sign in with it.'))
})
