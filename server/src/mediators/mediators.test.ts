import assert from 'node:assert/strict'
import { channelRoutes, channelStore } from '../channels/index.ts'
import { changeLog } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import { idGenerator } from '../platform/ids.ts'
import { management } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'
import { mediatorRoutes, mediatorStore } from './index.ts'

const problems = { accept: 'application/problem+json' }

/** The management API with mediators and channels, with one administrator, over a clock that the test sets. */
async function withMediators(database: Database) {
  const api = await management(database)
  await api.ensureAdmin()
  const clock = { now: Date.UTC(2026, 0, 1) }
  const { write } = changeLog(database, async () => undefined)
  const deps = { secrets: api.secrets, newId: idGenerator(), now: () => clock.now }
  const mediators = mediatorStore(database, write, deps)
  const channels = channelStore(database, write, {
    ...deps,
    hasTransactions: async () => false,
    listClients: async () => [],
  })
  mediatorRoutes(api.app, api.require, { mediators, channels })
  channelRoutes(api.app, api.require, channels)
  const shown = async () => (await api.admin('GET', `/mediators/${shr.urn}`)).body
  const configure = (config: object) => api.admin('PUT', `/mediators/${shr.urn}/config`, config, problems)
  const beat = (body: object) => api.admin('POST', `/mediators/${shr.urn}/heartbeat`, body)
  return { ...api, clock, mediators, shown, configure, beat }
}

const shr = {
  urn: 'urn:mediator:shared-health-record',
  version: 'v1.2.0',
  name: 'Shared health record',
  description: 'Keeps encounters',
  endpoints: [{ name: 'SHR', host: 'shr', port: '3000', path: '/fhir', primary: true, type: 'http' }],
  defaultChannelConfig: [
    {
      name: 'SHR',
      urlPattern: '^/shr/.*$',
      methods: ['GET', 'POST'],
      allow: ['shr'],
      routes: [{ name: 'SHR', host: 'shr', port: '3000', primary: true, password: 'route secret', username: 'shr' }],
    },
    { name: 'SHR admin', urlPattern: '^/shr-admin$', routes: [{ name: 'a', host: 'shr', port: 3001, primary: true }] },
  ],
  configDefs: [
    { param: 'url', displayName: 'URL', type: 'string' },
    { param: 'notes', type: 'bigstring' },
    { param: 'retries', type: 'number' },
    { param: 'strict', type: 'bool' },
    { param: 'mode', type: 'option', values: ['fast', 'safe'] },
    { param: 'codes', type: 'map' },
    { param: 'keys', type: 'password', array: true },
    {
      param: 'servers',
      type: 'struct',
      array: true,
      template: [
        { param: 'host', type: 'string' },
        { param: 'password', type: 'password' },
        { param: 'tags', type: 'map' },
      ],
    },
  ],
  config: { url: 'http://one', keys: ['first key', 'second key'], servers: [{ host: 'a', password: 'pw of a' }] },
}

onBothEngines('a mediator registers as often as it starts, and the answer is always 201', async (database) => {
  const { admin, shown } = await withMediators(database)
  assert.equal((await admin('POST', '/mediators', shr)).status, 201)
  const first = await shown()
  const again = await admin('POST', '/mediators', shr)
  assert.equal(again.status, 201)
  assert.match(again.text, /nothing was changed/)
  assert.deepEqual(await shown(), first)
  assert.equal(first.endpoints[0].port, 3000)
  assert.deepEqual(first.config.servers, [{ host: 'a', password: '**********' }])
})

const versions: [stored: string, sent: string, name: string][] = [
  ['1.2.0', '1.10.0', 'new'],
  ['v1.2.0', '1.2.1', 'new'],
  ['1.2.0', 'v1.2.0', 'old'],
  ['1.2.0', '1.1.9', 'old'],
  ['1.2.0', '1.2.0-rc.1', 'old'],
  ['1.2.0-rc.1', '1.2.0', 'new'],
]
for (const [stored, sent, expected] of versions)
  onBothEngines(`version ${sent} after ${stored} leaves the ${expected} name`, async (database) => {
    const { admin, shown } = await withMediators(database)
    await admin('POST', '/mediators', { ...shr, version: stored, name: 'old' })
    assert.equal((await admin('POST', '/mediators', { ...shr, version: sent, name: 'new' })).status, 201)
    assert.equal((await shown()).name, expected)
  })

onBothEngines('an upgrade keeps stored values, adds new ones and loses none', async (database) => {
  const { admin, shown, configure, beat } = await withMediators(database)
  await admin('POST', '/mediators', shr)
  assert.equal((await configure({ url: 'http://mine', retries: 3 })).status, 200)
  const config = { url: 'http://default', strict: true }
  await admin('POST', '/mediators', { ...shr, version: '2.0.0', config })
  assert.deepEqual((await shown()).config, { url: 'http://mine', retries: 3, strict: true })
  assert.deepEqual((await beat({ uptime: 1, config: true })).body, { url: 'http://mine', retries: 3, strict: true })
})

const refused: [why: string, document: object, path: string][] = [
  ['no URN', { urn: undefined }, 'urn'],
  ['no version', { version: undefined }, 'version'],
  ['a version that is not SemVer', { version: '1.2' }, 'version'],
  ['no name', { name: undefined }, 'name'],
  ['no endpoints', { endpoints: [] }, 'endpoints'],
  [
    'a struct without a template',
    { config: {}, configDefs: [{ param: 'x', type: 'struct' }] },
    'configDefs.0.template',
  ],
  [
    'a struct in a struct',
    { config: {}, configDefs: [{ param: 'x', type: 'struct', template: [{ param: 'y', type: 'struct' }] }] },
    'configDefs.0.template.0.type',
  ],
  ['an option without values', { config: {}, configDefs: [{ param: 'x', type: 'option' }] }, 'configDefs.0.values'],
  ['a value without a definition', { config: { strange: 1 } }, 'config.strange'],
]
for (const [why, change, path] of refused)
  onBothEngines(`a registration with ${why} is refused by the name of the field`, async (database) => {
    const { admin } = await withMediators(database)
    const answer = await admin('POST', '/mediators', { ...shr, ...change }, problems)
    assert.equal(answer.status, 400)
    assert.deepEqual(
      answer.body.issues.map((issue: { path: string }) => issue.path),
      [path],
    )
  })

onBothEngines('a field of a registration that is not kept is named in the answer', async (database) => {
  const { admin } = await withMediators(database)
  const { text } = await admin('POST', '/mediators', { ...shr, _id: '1', __v: 0, colour: 'green', wanted: {} })
  assert.match(text, /not kept: colour, wanted\.$/)
  const configDefs = [{ param: 'url', type: 'string', required: true }]
  assert.equal((await admin('POST', '/mediators', { ...shr, version: '2.0.0', configDefs, config: {} })).status, 201)
  assert.equal((await admin('GET', `/mediators/${shr.urn}`)).body.configDefs[0].required, true)
})

const values: [param: string, value: unknown, isRight: boolean][] = [
  ['url', 'x', true],
  ['url', 1, false],
  ['notes', 'long', true],
  ['notes', null, false],
  ['retries', 2.5, true],
  ['retries', '2', false],
  ['strict', false, true],
  ['strict', 'false', false],
  ['mode', 'safe', true],
  ['mode', 'wild', false],
  ['codes', { a: 'b' }, true],
  ['codes', { a: 1 }, false],
  ['codes', ['a'], false],
  ['keys', ['k'], true],
  ['keys', 'k', false],
  ['keys', [1], false],
  ['servers', [{ host: 'b', tags: { x: 'y' } }], true],
  ['servers', { host: 'b' }, false],
  ['servers', [{ host: 1 }], false],
  ['servers', [{ port: 1 }], false],
  ['unknown', 1, false],
]
onBothEngines('management-api §12.3: each value is checked by the type of its definition', async (database) => {
  const { admin, configure } = await withMediators(database)
  await admin('POST', '/mediators', shr)
  for (const [param, value, isRight] of values)
    assert.equal((await configure({ [param]: value })).status, isRight ? 200 : 400, `${param} ${JSON.stringify(value)}`)
})

onBothEngines('no answer to a person holds a password, and a mask sent back leaves it as it is', async (database) => {
  const { admin, configure, beat } = await withMediators(database)
  await admin('POST', '/mediators', shr)
  for (const path of ['/mediators', `/mediators/${shr.urn}`, `/mediators/${shr.urn}/config/history`])
    assert.doesNotMatch((await admin('GET', path)).text, /pw of a|first key|second key|route secret/, path)
  const masked = { keys: ['**********', 'new key'], servers: [{ host: 'moved', password: '**********' }] }
  assert.equal((await configure(masked)).status, 200)
  assert.deepEqual((await beat({ uptime: 1 })).body, {
    keys: ['first key', 'new key'],
    servers: [{ host: 'moved', password: 'pw of a' }],
  })
})

onBothEngines('management-api §12.4: a mask that could stand for several passwords is refused', async (database) => {
  const { admin, configure } = await withMediators(database)
  await admin('POST', '/mediators', shr)
  const shorter = await configure({ keys: ['**********'] })
  assert.equal(shorter.status, 400)
  assert.equal(shorter.body.issues[0].path, 'config.keys.0')
  assert.equal((await configure({ keys: ['**********', '**********', '**********'] })).status, 400)
})

onBothEngines('the store holds no configuration that can be read', async (database) => {
  const { admin, configure } = await withMediators(database)
  await admin('POST', '/mediators', shr)
  await configure({ keys: ['a very secret key'] })
  const tables = database.kysely.withTables<{
    mediators: { definition: string }
    mediator_configs: { config: string }
  }>()
  const rows = [
    ...(await tables.selectFrom('mediators').selectAll().execute()),
    ...(await tables.selectFrom('mediator_configs').selectAll().execute()),
  ]
  assert.ok(rows.length > 1)
  assert.doesNotMatch(JSON.stringify(rows), /secret|pw of a|first key/)
})

onBothEngines(
  'management-api §12.5: a changed configuration goes out with the next heartbeat, also with the first, and only once',
  async (database) => {
    const { admin, configure, beat } = await withMediators(database)
    await admin('POST', '/mediators', shr)
    await configure({ url: 'http://pending' })
    assert.deepEqual((await beat({ uptime: 0.5 })).body, { url: 'http://pending' })
    const next = await beat({ uptime: 10 })
    assert.deepEqual([next.status, next.text], [200, ''])
    await configure({ url: 'http://later' })
    assert.deepEqual((await beat({ uptime: 20 })).body, { url: 'http://later' })
    assert.deepEqual((await beat({ uptime: 30, config: true })).body, { url: 'http://later' })
  },
)

onBothEngines('a mediator without a configuration that asks for it is answered OK', async (database) => {
  const { admin, beat } = await withMediators(database)
  await admin('POST', '/mediators', { ...shr, config: undefined })
  assert.equal((await beat({ uptime: 1, config: true })).text, 'OK')
  assert.equal((await beat({ config: true })).status, 400)
  assert.equal((await admin('POST', '/mediators/urn:none/heartbeat', { uptime: 1 })).status, 404)
})

onBothEngines('the uptime of a mediator is known for a minute after its heartbeat', async (database) => {
  const { admin, beat, clock, mediators, shown } = await withMediators(database)
  assert.equal(await mediators.uptimes(), undefined)
  await admin('POST', '/mediators', shr)
  assert.deepEqual(await mediators.uptimes(), { [shr.urn]: null })
  await beat({ uptime: 12.5 })
  clock.now += 60_000
  assert.deepEqual(await mediators.uptimes(), { [shr.urn]: 12.5 })
  clock.now += 1
  assert.deepEqual(await mediators.uptimes(), { [shr.urn]: null })
  const { _uptime, _lastHeartbeat } = await shown()
  assert.deepEqual([_uptime, _lastHeartbeat], [12.5, '2026-01-01T00:00:00.000Z'])
})

onBothEngines('the history names every configuration and who saved it, newest first', async (database) => {
  const { admin, configure } = await withMediators(database)
  await admin('POST', '/mediators', shr)
  await configure({ url: 'http://two' })
  const { body } = await admin('GET', `/mediators/${shr.urn}/config/history`)
  assert.deepEqual(
    body.map((version: { by: string; config: { url: string } }) => [version.by, version.config.url]),
    [
      ['ada@example.org', 'http://two'],
      ['ada@example.org', 'http://one'],
    ],
  )
})

onBothEngines(
  'management-api §12.6: the offered channels are added together; one without methods is disabled and says why',
  async (database) => {
    const { admin } = await withMediators(database)
    await admin('POST', '/mediators', shr)
    const answer = await admin('POST', `/mediators/${shr.urn}/channels`, [])
    assert.equal(answer.status, 201)
    assert.match(answer.text, /"SHR" was added\..*"SHR admin" was added, disabled: methods: /)
    const channels = (await admin('GET', '/channels')).body
    assert.deepEqual(
      channels.map((channel: { name: string; status: string }) => [channel.name, channel.status]),
      [
        ['SHR', 'enabled'],
        ['SHR admin', 'disabled'],
      ],
    )
  },
)

onBothEngines('management-api §12.6: when one of the channels cannot be added, none is', async (database) => {
  const { admin } = await withMediators(database)
  await admin('POST', '/mediators', shr)
  assert.equal((await admin('POST', `/mediators/${shr.urn}/channels`, ['SHR admin'])).status, 201)
  assert.equal((await admin('POST', `/mediators/${shr.urn}/channels`)).status, 409)
  assert.equal((await admin('POST', `/mediators/${shr.urn}/channels`, ['SHR', 'none'])).status, 400)
  assert.equal((await admin('GET', '/channels')).body.length, 1)
})

onBothEngines('management-api §12.6: a mediator’s own account reaches its own URN and no other', async (database) => {
  const { admin, addUser } = await withMediators(database)
  const other = { ...shr, urn: 'urn:mediator:other', name: 'Other' }
  await admin('POST', '/mediators', other)
  const own = await addUser('shr@example.org', { 'mediator-manage-specified': [shr.urn] })
  assert.equal((await own('POST', '/mediators', shr)).status, 201)
  assert.equal((await own('POST', '/mediators', { ...other, version: '9.0.0' })).status, 403)
  assert.equal((await own('POST', `/mediators/${shr.urn}/heartbeat`, { uptime: 1 })).status, 200)
  assert.equal((await own('POST', `/mediators/${other.urn}/heartbeat`, { uptime: 1 })).status, 403)
  assert.equal((await own('PUT', `/mediators/${other.urn}/config`, {})).status, 403)
  assert.deepEqual(
    (await own('GET', '/mediators')).body.map(({ urn }: { urn: string }) => urn),
    [shr.urn],
  )
  assert.equal((await own('POST', `/mediators/${shr.urn}/channels`)).status, 403)
})

onBothEngines('a deleted mediator is gone with its history, and an unknown one is 404', async (database) => {
  const { admin } = await withMediators(database)
  await admin('POST', '/mediators', shr)
  assert.equal((await admin('DELETE', `/mediators/${shr.urn}`)).status, 200)
  assert.equal((await admin('DELETE', `/mediators/${shr.urn}`)).status, 404)
  assert.equal((await admin('GET', `/mediators/${shr.urn}`)).status, 404)
  await admin('POST', '/mediators', { ...shr, config: undefined })
  assert.deepEqual((await admin('GET', `/mediators/${shr.urn}/config/history`)).body, [])
})
