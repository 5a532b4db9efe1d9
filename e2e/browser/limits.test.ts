import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { until } from '../until.ts'
import { accessible } from './axe.ts'
import { type Console, seen, startConsole } from './console.ts'

// Limits of clients, credentials and channels: observed first, then enforced.

type Limited = { limits?: { mode: string; requestsPerDay?: number; requestsPerSecond?: number } }
const shared = {} as Console & { client: string; channel: string }
const token = 'token-of-the-clinic'

before(async () => {
  Object.assign(shared, await startConsole())
  const { program, upstream } = shared
  await program.makeClient({ clientID: 'clinic', name: 'Clinic', roles: ['nurse'], customTokenID: token })
  await program.makeChannel({ name: 'lab', allow: ['nurse'] }, upstream.port)
  const [client] = await program.get<{ _id: string }[]>('/clients')
  const [channel] = await program.get<{ _id: string }[]>('/channels')
  Object.assign(shared, { client: client?._id, channel: channel?._id })
})
after(() => shared.end?.())

const send = async () =>
  (await fetch(`${shared.program.http}/lab/1`, { headers: { authorization: `Custom ${token}` } })).status
const read = (path: string) => shared.program.get<Limited>(path)

test('limits of a client are observed first, tell what they would refuse, and then refuse', async (t) => {
  assert.equal(await send(), 200)
  const page = await shared.open(t, `/clients/${shared.client}`)
  const limits = page.getByRole('region', { name: 'Limits', exact: true })
  await limits.getByRole('radio', { name: 'Observe only' }).check()
  await limits.getByLabel('Requests per day').fill('1')
  await accessible(page, 'limits of a client')
  await limits.getByRole('button', { name: 'Save the limits' }).click()
  await seen(limits.getByText('The limits are saved.'))
  assert.deepEqual((await read(`/clients/${shared.client}`)).limits, { mode: 'observe', requestsPerDay: 1 })

  assert.deepEqual([await send(), await send()], [200, 200])
  await until('the use is counted', async () => {
    const { use } = await shared.program.get<{ use: { refused: number } }>(`/clients/${shared.client}/limits`)
    return use.refused >= 1
  })
  await page.reload()
  await seen(limits.getByText('Would have been refused today: 1.'))
  await limits.getByRole('radio', { name: 'Refuse', exact: true }).check()
  await limits.getByRole('button', { name: 'Save the limits' }).click()
  await seen(limits.getByText('The limits are saved.'))
  assert.equal(await send(), 429)
  await seen(page.getByRole('region', { name: 'Last refusals' }).getByText('429').first())
  await limits.getByRole('radio', { name: 'No limits' }).check()
  await limits.getByRole('button', { name: 'Save the limits' }).click()
  await until('nothing is limited', async () => (await send()) === 200)
  assert.equal((await read(`/clients/${shared.client}`)).limits, undefined)
})

test('the record recommends values, and a wrong value is told at its field', async (t) => {
  assert.equal(await send(), 200)
  const page = await shared.open(t, `/clients/${shared.client}`, { size: 'narrow', colours: 'dark' })
  const limits = page.getByRole('region', { name: 'Limits', exact: true })
  await limits.getByRole('button', { name: 'Fill in recommended values' }).click()
  await seen(limits.getByText(/^From \d+ requests of the last 30 days/))
  await seen(limits.getByRole('radio', { name: 'Observe only', checked: true }))
  assert.ok(Number(await limits.getByLabel('Requests per day').inputValue()) > 0)
  await accessible(page, 'recommended limits on a phone')
  await limits.getByLabel('Requests per second').fill('')
  await limits.getByLabel('Burst').fill('5')
  await limits.getByRole('button', { name: 'Save the limits' }).click()
  await seen(limits.getByText(/burst/i).last())
  assert.equal((await read(`/clients/${shared.client}`)).limits, undefined)
})

test('a credential and a channel have limits of their own', async (t) => {
  const page = await shared.open(t, `/clients/${shared.client}`)
  await page.getByRole('button', { name: 'Limits of Custom Token' }).click()
  const own = page.getByRole('region', { name: 'Limits of Custom Token' })
  await own.getByRole('radio', { name: 'Observe only' }).check()
  await own.getByLabel('Requests per second').fill('7')
  await own.getByRole('button', { name: 'Save the limits' }).click()
  await seen(own.getByText('The limits are saved.'))
  const [credential] = await shared.program.get<Limited[]>(`/clients/${shared.client}/credentials`)
  assert.deepEqual(credential?.limits, { mode: 'observe', requestsPerSecond: 7 })

  await page.goto(`${shared.base}/channels/${shared.channel}?edit=limits`)
  const limits = page.getByRole('region', { name: 'Limits', exact: true })
  await limits.getByRole('radio', { name: 'Observe only' }).check()
  await limits.getByLabel('Requests per day').fill('500')
  await accessible(page, 'limits of a channel')
  await page.getByRole('button', { name: 'Save Changes' }).click()
  await seen(page.getByText('The channel is saved.'))
  assert.deepEqual((await read(`/channels/${shared.channel}`)).limits, { mode: 'observe', requestsPerDay: 500 })
  await seen(limits.getByText('Requests today0 of 500'))
})
