import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import type { Channel } from '@mediary/contract/channels'
import { until } from '../until.ts'
import { type Console, gone, seen, startConsole } from './console.ts'
import { focused, keysOn } from './keys.ts'

// What an operator does on a day, with the keyboard alone.

const shared = {} as Console
before(async () => {
  Object.assign(shared, await startConsole())
  await shared.program.makeChannel({ name: 'lab', urlPattern: '^/lab', authType: 'public' }, shared.upstream.port)
})
after(() => shared.end?.())

const findChannel = async (name: string) =>
  (await shared.program.get<Channel[]>('/channels')).find((one) => one.name === name)

test('with the keyboard alone a channel is added, and its path is changed', async (t) => {
  const page = await shared.open(t, '/channels')
  const { to, press, push, type } = keysOn(page)
  const write = async (label: string, text: string) => {
    await to(label, page.getByLabel(new RegExp(`^${label}( \\*)?$`)))
    await press('Control+a')
    await type(text)
  }
  await push('+ Channel')
  await seen(page.getByRole('heading', { name: 'New channel' }))
  await write('Channel name', 'referrals')
  await write('URL pattern', '^/referrals')
  await write('Host', '127.0.0.1')
  await write('Port', String(shared.upstream.port))
  await push('Save Changes')
  await seen(page.getByText('Not saved. Correct what is marked:'))
  await focused('the field that is missing', page.getByLabel(/^Route name/))
  await type('registry')
  await push('Save Changes')
  await seen(page.getByText('The channel referrals is made.'))
  const made = await findChannel('referrals')
  assert.deepEqual([made?.urlPattern, made?.routes[0]?.port], ['^/referrals', shared.upstream.port])

  await to('the channel', page.getByRole('link', { name: 'referrals', exact: true }))
  await press('Enter')
  await seen(page.getByRole('region', { name: 'Traffic' }))
  await push('Edit')
  await write('URL pattern', '^/referral')
  await push('Save Changes')
  await seen(page.getByText('The channel is saved.'))
  assert.equal((await findChannel('referrals'))?.urlPattern, '^/referral')
})

test('with the keyboard alone two requests are found, chosen and sent again', async (t) => {
  for (const name of ['first', 'second']) await fetch(`${shared.program.http}/lab/${name}`)
  const page = await shared.open(t, '/transactions')
  const { to, press, push, type } = keysOn(page)
  const rows = page.getByRole('table', { name: 'Transactions' }).locator('tbody').getByRole('row')
  await seen(rows.first())
  await press('/')
  await focused('the query', page.getByRole('combobox', { name: 'Filter the list' }))
  await type('path:/lab/')
  await press('Enter', 'Escape')
  await page.waitForURL(/q=path/)
  await until('two are found', async () => (await rows.count()) === 2)
  await to('the rows', rows.first().getByRole('checkbox'))
  await press('j', 'x', 'j', 'x')
  await seen(page.getByText('2 selected'))
  await push('Rerun the selected…')
  await seen(page.getByRole('dialog', { name: 'Rerun transactions' }))
  await push('Rerun 2')
  await seen(page.getByRole('heading', { name: 'Task', level: 1 }))
  await seen(page.getByText('Completed', { exact: true }).first())
  const again = shared.upstream.seen.filter(({ headers }) => headers['x-mediary-rerun-of'])
  assert.deepEqual(again.map(({ url }) => url).sort(), ['/lab/first', '/lab/second'])
})

test('with the keyboard alone a query is saved, and the list leaves as a file', async (t) => {
  const page = await shared.open(t, '/transactions?path=/lab/')
  const { to, press, push, type } = keysOn(page)
  await push('Saved views')
  const panel = page.getByRole('dialog', { name: 'Saved views' })
  await to('the name', panel.getByLabel('Name'))
  await type('The laboratory')
  await push('Save this query')
  await seen(panel.getByRole('link', { name: 'The laboratory' }))
  await press('Escape')
  await gone(panel)

  const leaving = page.waitForEvent('download')
  await push('Export CSV')
  const text = await readFile(await (await leaving).path(), 'utf8')
  assert.match(text, /\/lab\/first/)
})

test('with the keyboard alone a user is added, with what they may do', async (t) => {
  const page = await shared.open(t, '/users')
  const { to, press, push, type } = keysOn(page)
  await push('+ User')
  const dialog = page.getByRole('dialog', { name: 'Add a user' })
  await to('the e-mail', dialog.getByLabel('E-mail'))
  await type('ama@example.org')
  await to('the first name', dialog.getByLabel('First name'))
  await type('Ama')
  await to('the surname', dialog.getByLabel('Surname'))
  await type('Mensah')
  await to('the role', dialog.getByRole('checkbox', { name: 'admin' }))
  await press('Space')
  await push('Save Changes')
  await seen(
    page
      .getByText('The user ama@example.org has been saved.')
      .or(page.getByText(/Give this link/))
      .first(),
  )
  const users = await shared.program.get<{ email: string; groups: string[] }[]>('/users')
  assert.deepEqual(users.find(({ email }) => email === 'ama@example.org')?.groups, ['admin'])
})
