import assert from 'node:assert/strict'
import { test } from 'node:test'
import { matchesNamePattern } from '@mediary/contract/users/name-patterns'
import { historyApi, newChannel } from '../testing/history-api.ts'
import { management } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'

const cases = [
  ['lab*', 'Lab results', true],
  ['lab*', 'lab', true],
  ['*lab', 'the lab', true],
  ['*lab*', 'the laboratory', true],
  ['l*b*s', 'lab results', true],
  ['lab', 'lab', true],
  ['lab', 'lab results', false],
  ['lab*', 'collab', false],
  ['ab*ba', 'aba', false],
  ['*a*a', 'a', false],
  ['', 'lab', false],
] as const

for (const [pattern, name, matches] of cases)
  test(`the pattern "${pattern}" ${matches ? 'matches' : 'does not match'} the name "${name}"`, () =>
    assert.equal(matchesNamePattern(pattern, name), matches))

const listNames = (channels: { name: string }[]) => channels.map(({ name }) => name)

onBothEngines('a user role with a pattern reaches channels of today and of tomorrow', async (database) => {
  const { admin, change, addUser } = await historyApi(database)
  await change('POST', '/channels', newChannel('lab results', ['clinics']))
  await change('POST', '/channels', newChannel('pharmacy', ['clinics']))
  const viewer = await addUser('grace@example.org', { 'channel-view-specified': ['name:lab*'] })
  assert.deepEqual(listNames((await viewer('GET', '/channels')).body), ['lab results'])
  await change('POST', '/channels', newChannel('lab orders', ['clinics']))
  assert.deepEqual(listNames((await viewer('GET', '/channels')).body), ['lab orders', 'lab results'])
  const [orders] = (await admin('GET', '/channels')).body
  assert.equal((await viewer('GET', `/channels/${orders._id}`)).status, 200)
  assert.equal((await viewer('DELETE', `/channels/${orders._id}`)).status, 403)
})

onBothEngines('nobody gives a pattern who does not have it, whatever it matches today', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  const give = (caller: typeof api.admin, name: string) =>
    caller('POST', '/user-roles', { name, permissions: { 'channel-view-specified': ['name:lab*'] } })
  const without = await api.addUser('g@example.org', { 'user-role-manage': true, 'channel-view-specified': ['a'] })
  const withIt = await api.addUser('h@example.org', {
    'user-role-manage': true,
    'channel-manage-specified': ['name:lab*'],
  })
  assert.equal((await give(without, 'x')).status, 403)
  assert.equal((await give(withIt, 'x')).status, 201)
  assert.equal((await give(api.admin, 'y')).status, 201)
})

onBothEngines('a new name gives nobody a permission for a channel that its editor does not have', async (database) => {
  const { admin, change, addUser } = await historyApi(database)
  await change('POST', '/channels', newChannel('hiv', ['clinics']))
  const [hiv] = (await admin('GET', '/channels')).body
  const editor = await addUser('g@example.org', {
    'channel-manage-all': true,
    'transaction-view-body-specified': ['name:lab*'],
  })
  const rename = (caller: typeof admin, name: string) => caller('PUT', `/channels/${hiv._id}`, { name })
  assert.equal((await rename(editor, 'lab hiv')).body.reason, 'name-gives-permission')
  assert.equal((await rename(editor, 'hiv tests')).status, 200)
  assert.equal((await rename(admin, 'lab hiv')).status, 200)
  assert.equal((await rename(editor, 'lab hiv tests')).status, 200)
})

onBothEngines(
  'the preview says what the rule of every call says, with the names that its caller may see',
  async (database) => {
    const { admin, change, addUser } = await historyApi(database)
    for (const name of ['lab orders', 'lab results', 'pharmacy'])
      await change('POST', '/channels', newChannel(name, ['clinics']))
    const permissions = { 'transaction-view-specified': ['name:lab*'], 'client-view-all': true }
    const preview = async (caller: typeof admin, body: object) =>
      (await caller('POST', '/user-roles/preview', body)).body
    const find = (resources: { permission: string }[], wanted: string) =>
      resources.find(({ permission }) => permission === wanted)
    const seen = await preview(admin, { permissions })
    assert.deepEqual(find(seen.resources, 'transaction-view-all'), {
      permission: 'transaction-view-all',
      names: ['lab orders', 'lab results'],
      hidden: 0,
    })
    assert.deepEqual(seen.granted, ['client-view-all'])
    assert.equal(seen.permissions['client-view-all'], true)
    assert.equal(seen.permissions['transaction-view-specified'].length, 3)
    const asking = await addUser('g@example.org', { 'user-role-view': true })
    const hidden = await preview(asking, { permissions })
    assert.deepEqual(find(hidden.resources, 'transaction-view-all'), {
      permission: 'transaction-view-all',
      names: [],
      hidden: 2,
    })
    const operator = await preview(admin, { groups: ['operator'] })
    assert.ok(operator.granted.includes('transaction-view-body-all'))
    assert.ok(!operator.granted.includes('client-view-all'))
    const manager = await preview(admin, { permissions: { 'user-manage': true } })
    assert.deepEqual(manager.granted, ['user-view', 'user-manage'], 'who may manage may view')
  },
)
