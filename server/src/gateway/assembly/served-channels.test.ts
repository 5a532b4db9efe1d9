import assert from 'node:assert/strict'
import { type Channel, NewChannel } from '@mediary/contract/channels'
import { pino } from 'pino'
import { changeLog } from '../../platform/database/changes.ts'
import { idGenerator } from '../../platform/ids.ts'
import { logTo } from '../../platform/log.ts'
import { loadChannels } from '../../testing/rerun-node.ts'
import { onBothEngines } from '../../testing/stores.ts'
import { createUpstreams, loadSnapshot } from '../index.ts'

const editor = { id: 'a'.repeat(24), name: 'Ada' }
const channel = (name: string) =>
  NewChannel.parse({
    name,
    urlPattern: `^/${name}/`,
    methods: ['GET'],
    allow: ['x'],
    routes: [{ name: 'main', host: '127.0.0.1', port: 9, primary: true }],
  })

onBothEngines('of many channels only the changed one is compiled again', async (database) => {
  const channels = loadChannels(database)
  for (const name of ['lab', 'registry', 'pharmacy']) await channels.create(channel(name), editor)
  const pools = createUpstreams({
    timeout: 1000,
    trusted: () => undefined,
    identity: () => undefined,
    log: logTo('silent', 'test'),
  })
  const snapshot = await loadSnapshot({
    clients: { identities: async () => [] },
    mechanisms: { enabled: async () => [] },
    issuers: { forGateway: async () => [] },
    channels,
    changes: changeLog(database, async () => undefined),
    upstreams: pools,
    loadTrust: async () => undefined,
    address: { host: 'localhost', http: 5001, https: 5000 },
    log: logTo('silent', 'test'),
  })
  const byName = () => new Map([...snapshot.current().channels.values()].map((one) => [one.channel.name, one]))
  const before = byName()
  assert.deepEqual([...before.keys()], ['lab', 'pharmacy', 'registry'])

  const findId = (name: string) => before.get(name)?.channel._id ?? ''
  await channels.update(findId('registry'), { urlPattern: '^/people/' }, editor)
  await channels.remove(findId('pharmacy'), editor)
  await snapshot.catchUp()

  const after = byName()
  assert.deepEqual([...after.keys()], ['lab', 'registry'])
  assert.equal(after.get('lab'), before.get('lab'))
  assert.notEqual(after.get('registry'), before.get('registry'))
  const taking = (path: string) =>
    snapshot
      .current()
      .channelsFor(path)
      .filter(({ takesPath }) => takesPath(path))
  assert.deepEqual(
    ['/people/1', '/registry/1', '/pharmacy/1'].map((path) => taking(path).map((one) => one.channel.name)),
    [['registry'], [], []],
  )
  await pools.close()
})

onBothEngines('a change may touch more channels than a statement takes values', async (database) => {
  const channels = loadChannels(database)
  await channels.create(channel('lab'), editor)
  const [lab] = await channels.forGateway()
  const newId = idGenerator()
  const ids = [...Array.from({ length: 70_000 }, () => newId()), lab?._id ?? '']
  assert.deepEqual(await channels.forGateway(ids), [lab])
})

onBothEngines('a channel that cannot be served keeps its requests, with the reason', async (database) => {
  const channels = loadChannels(database)
  for (const name of ['lab', 'registry', 'pharmacy']) await channels.create(channel(name), editor)
  const broken = new Set(['lab', 'registry'])
  const spoil = (one: Channel): Channel => {
    if (!broken.has(one.name)) return one
    if (one.name === 'lab') return { ...one, matchContentRegex: '(unclosed' }
    return { ...one, routes: one.routes.map((route) => ({ ...route, secured: true, cert: 'f'.repeat(24) })) }
  }
  const lines: { msg: string; channel?: string; reason?: string }[] = []
  const pools = createUpstreams({
    timeout: 1000,
    trusted: () => undefined,
    identity: () => undefined,
    log: logTo('silent', 'test'),
  })
  const snapshot = await loadSnapshot({
    clients: { identities: async () => [] },
    mechanisms: { enabled: async () => [] },
    issuers: { forGateway: async () => [] },
    channels: { forGateway: async (ids) => (await channels.forGateway(ids)).map(spoil) },
    changes: changeLog(database, async () => undefined),
    upstreams: pools,
    loadTrust: async () => undefined,
    address: { host: 'localhost', http: 5001, https: 5000 },
    log: pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) }),
  })
  const idOf = new Map((await channels.list()).map(({ name, _id }) => [name, _id]))
  const problems = () => snapshot.current().problems
  const isTaken = (path: string) =>
    snapshot
      .current()
      .channelsFor(path)
      .some(({ takesPath }) => takesPath(path))

  assert.match(problems().get(idOf.get('registry') ?? '') ?? '', /trusted certificate of the route is gone/)
  assert.match(problems().get(idOf.get('lab') ?? '') ?? '', /^matchContentRegex is not a regular expression/)
  assert.equal(problems().size, 2)
  assert.deepEqual(['/lab/1', '/registry/1', '/pharmacy/1'].map(isTaken), [true, true, true])
  assert.deepEqual([...snapshot.current().upstreams.keys()], [idOf.get('pharmacy')])

  await channels.update(idOf.get('pharmacy') ?? '', { description: 'changed' }, editor)
  await snapshot.catchUp()
  broken.clear()
  for (const name of ['lab', 'registry']) await channels.update(idOf.get(name) ?? '', { description: 'mended' }, editor)
  await snapshot.catchUp()
  assert.equal(problems().size, 0)
  assert.deepEqual(lines.map(({ msg, channel }) => `${channel}: ${msg}`).sort(), [
    'lab: a channel cannot be served',
    'lab: a channel is served again',
    'registry: a channel cannot be served',
    'registry: a channel is served again',
  ])
  await pools.close()
})
