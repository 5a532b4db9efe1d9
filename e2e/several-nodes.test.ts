import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Program, run, startProgram } from './program.ts'
import { changesObeyed } from './proof/nodes/changes.ts'
import { databaseFailsOver } from './proof/nodes/failovers.ts'
import { nodesKilled } from './proof/nodes/kills.ts'
import { type Nodes, startNodes } from './proof/nodes/nodes.ts'
import { nodesRestarted, restartedByOneCall } from './proof/nodes/restarts.ts'
import { skewedClocks } from './proof/nodes/skewed-clocks.ts'
import { steadyLoad } from './proof/nodes/steady-load.ts'
import { until } from './until.ts'

test('the next request on any node obeys what was confirmed on another, also on nodes that hear no notices and are not ready', async (t) => {
  const { heard, unheard } = await changesObeyed({ heard: 60, unheard: 30 })
  for (const { changes, requests, stale } of [heard, unheard]) {
    assert.deepEqual(stale, [])
    t.diagnostic(`${JSON.stringify(changes)}, ${requests} requests, 0 stale`)
  }
  t.diagnostic(`not ready after ${unheard.unready} ms`)
})

test('nodes of one host name whose clocks are 20 minutes apart take each other for living, and periodic work runs once', async (t) => {
  const { answered, refused, polls, due, clocks } = await skewedClocks({ seconds: 4 })
  assert.deepEqual(refused, [])
  const [ahead = 0, behind = 0] = clocks
  assert.ok(ahead - behind > 1_000_000, `the clocks differ: ${clocks}`)
  assert.ok(polls > 0 && polls <= due, `${polls} polls in a time in which ${due} were due`)
  t.diagnostic(`${answered} answered, 0 refused; ${polls} polls of ${due}`)
})

test('SIGKILL to whole nodes under load behind HAProxy: nothing is lost, nothing is twice, and the others end what was under way', async (t) => {
  const { requests, answered, records, faults, ended } = await nodesKilled({ kills: 3 })
  assert.deepEqual(faults, [])
  t.diagnostic(`${requests} requests, ${answered} answered, ${records} records; ended after ${ended.join(', ')} ms`)
})

test('a primary that is killed under load is replaced by its standby, which the nodes find by themselves: nothing is lost', async (t) => {
  const { requests, answered, refused, records, faults, silences } = await databaseFailsOver({ failovers: 1 })
  assert.deepEqual(faults, [])
  t.diagnostic(`${requests} requests, ${answered} answered (${refused} with 503), ${records} records; ${silences} ms`)
})

test('every node is ended and started behind HAProxy at a steady load: no request fails', async (t) => {
  const { due, answered, sentAgain, maxDuration, failures } = await nodesRestarted({ rate: 50, rounds: 1 })
  assert.deepEqual(failures, [])
  assert.equal(answered, due)
  t.diagnostic(`${due} requests, 0 failed, ${sentAgain} sent again; the longest took ${maxDuration} ms`)
})

test('one call restarts all nodes, one after the other, and tells how far each is: every one shows the new certificate', async (t) => {
  const { due, answered, sentAgain, shown, states, failures } = await restartedByOneCall({ rate: 50 })
  assert.deepEqual(failures, [])
  assert.equal(answered, due)
  assert.ok(
    states.some((state) => state.includes('waits')),
    `${states}`,
  )
  assert.ok(!states.some((state) => /running.*running/.test(state)), `two at once: ${states}`)
  assert.equal(states.at(-1), 'done: 3 of 3')
  t.diagnostic(`${due} requests, 0 failed, ${sentAgain} sent again; shown after ${shown} ms; ${states.join(' | ')}`)
})

/** Two nodes that the tests below share. Each test has channels and clients of its own, and leaves both nodes serving. */
const shared: { world?: Nodes } = {}
after(() => shared.world?.end())

async function pair() {
  shared.world ??= await startNodes({ count: 2 })
  const [first, second] = shared.world.nodes
  assert.ok(first && second)
  return { world: shared.world, first, second }
}

test('two nodes that start create the partitions of the next two days', async () => {
  const { world } = await pair()
  const count = () =>
    Number(
      run('psql', [
        world.cluster.url,
        '--tuples-only',
        `--command=select count(*) from pg_inherits where inhparent = 'body_chunks'::regclass`,
      ]),
    )
  // Besides the first and the default one.
  await until('the partitions are created', () => count() >= 3)
})

test('a node with another installation key ends with code 78 and one sentence, and writes nothing', async () => {
  const { world } = await pair()
  const dump = () =>
    run('pg_dump', [
      '--data-only',
      '--table=settings',
      '--table=certificates',
      '--table=nodes',
      '--table=kysely_migration',
      world.cluster.url,
    ])
  const before = await until('the node stands in the store', () => dump().includes('version') && listNames(dump()))
  const began = performance.now()
  const another = { MEDIARY_INSTALLATION_KEY: 'a'.repeat(64) }
  await assert.rejects(
    startProgram({ workers: 1, databaseUrl: world.cluster.url, env: another }),
    /ended with 78:\nThe store belongs to another installation key than that of MEDIARY_INSTALLATION_KEY[^\n]*\n/,
  )
  assert.ok(performance.now() - began < 60_000)
  assert.deepEqual(listNames(dump()), before)
})

test('wrong passwords count on all nodes together, of users and of clients', async () => {
  const { world, first, second } = await pair()
  const signIn = async (node: typeof first) => {
    const body = JSON.stringify({ username: 'ada@example.org', password: 'a wrong password' })
    const headers = { 'content-type': 'application/json' }
    return (await fetch(`${node.base}/authenticate/local`, { method: 'POST', headers, body })).status
  }
  const statuses: number[] = []
  for (let n = 0; n < 12; n++) statuses.push(await signIn(n % 2 ? second : first))
  assert.deepEqual(statuses, [...Array(10).fill(401), 429, 429])

  await first.makeChannel({ name: 'lab', allow: ['clinic'] }, world.upstream.port)
  await first.makeClient({ clientID: 'clinic-1', password: 'correct horse', roles: ['clinic'] })
  const ask = async (node: typeof first, password: string) => {
    const authorization = `Basic ${Buffer.from(`clinic-1:${password}`).toString('base64')}`
    return (await fetch(`${node.http}/lab`, { headers: { authorization } })).status
  }
  assert.equal(await ask(first, 'wrong 0'), 401)
  // The next passwords for this client come one a second, whichever nodes verify them.
  const began = performance.now()
  for (let n = 1; n <= 4; n++) assert.equal(await ask(n % 2 ? second : first, `wrong ${n}`), 401)
  assert.ok(performance.now() - began > 3_500, `${performance.now() - began} ms`)
})

test('sealed bodies that are forgotten on one node are shown by no other, although each has keys of its own', async () => {
  const { world, first, second } = await pair()
  await first.makeChannel(
    { name: 'sealed', authType: 'public', requestBody: true, sealBodies: true },
    world.upstream.port,
  )
  for (const { http } of [first, second])
    assert.equal((await fetch(`${http}/sealed`, { method: 'POST', body: 'a patient' })).status, 200)
  const channels = await first.get<{ _id: string; name: string }[]>('/channels')
  const channel = channels.find(({ name }) => name === 'sealed')
  const listSent = ({ get }: Program) =>
    get<{ _id: string }[]>(`/transactions?filters=${JSON.stringify({ channelID: channel?._id })}`)
  const sent = await listSent(first)
  const readOn = async ({ call }: typeof first) => {
    const answers = sent.map(({ _id }) => call('GET', `/transactions/${_id}/bodies/request`))
    return (await Promise.all(answers)).map(({ status }) => status).sort()
  }
  assert.deepEqual(
    [await readOn(first), await readOn(second)],
    [
      [200, 404],
      [200, 404],
    ],
  )
  await until('each knows the other', async () => (await first.get<Listed>('/nodes')).nodes.length === 2)

  const month = new Date().toISOString().slice(0, 7)
  const destroy = ({ call }: typeof first) => call('DELETE', `/channels/${channel?._id}/body-keys/${month}`)
  assert.equal((await destroy(first)).status, 200)
  assert.deepEqual(
    [await readOn(first), await readOn(second)],
    [
      [404, 404],
      [404, 404],
    ],
  )

  // A body that is sealed since has a new key, which stays, also through a restart.
  assert.equal((await fetch(`${second.http}/sealed`, { method: 'POST', body: 'another' })).status, 200)
  await second.stop()
  await second.startAgain()
  const [newest] = await listSent(second)
  const address = `/transactions/${newest?._id}/bodies/request`
  assert.equal((await second.call('GET', address)).text, 'another')

  // A node that is away destroys its key before it serves again.
  await second.stop()
  assert.equal((await fetch(`${first.http}/sealed`, { method: 'POST', body: 'a third' })).status, 200)
  assert.equal((await destroy(first)).status, 200)
  await second.startAgain()
  assert.equal((await second.call('GET', address)).status, 404)
})

test('without the store, a channel that may pass unrecorded is refused where others serve, and passes on a node that is alone', async () => {
  const { world, first, second } = await pair()
  await first.makeChannel({ name: 'unrecorded', authType: 'public', whenUnrecordable: 'pass' }, world.upstream.port)
  const ask = async () => (await fetch(`${first.http}/unrecorded`)).status
  for (const count of [2, 1]) {
    if (count === 1) await second.stop()
    await until('the nodes know each other', async () => {
      const { nodes } = await first.get<Listed>('/nodes')
      return nodes.length === count && nodes.every(({ isReady }) => isReady)
    })
    assert.equal(await ask(), 200)
    const lastSeen = async () =>
      Date.parse((await first.get<Listed>('/nodes')).nodes.find(({ isThis }) => isThis)?.lastSeen ?? '')
    // A gateway worker looks each second which nodes there are, and nobody can ask it what it found. The first sign of life of its node
    // may be one from before the store was away.
    const stale = await lastSeen()
    const known = await until('the node was heard of again', async () => {
      const seen = await lastSeen()
      return seen > stale ? seen : undefined
    })
    await until('the workers have looked', async () => (await lastSeen()) > known + 2_000)
    await world.cluster.halt('SIGQUIT')
    if (count === 2) await until('it is refused', async () => (await ask()) === 503)
    else await passSeconds(`${first.http}/unrecorded`, 7)
    await world.cluster.start()
    await until('it is served again', async () => (await ask()) === 200)
  }
  await second.startAgain()
})

async function passSeconds(url: string, seconds: number) {
  const load = steadyLoad(url, { rate: 20, connections: 2 })
  await until('the time is over', () => load.state.due >= 20 * seconds)
  await load.stop()
  assert.deepEqual(load.state.failures, [])
  assert.equal(load.state.answered, load.state.due)
}

test('nodes list each other: version, readiness, configuration, certificate, leases and clock', async () => {
  const { first, second } = await pair()
  await first.makeClient({ clientID: 'listed', password: 'correct horse' })
  const listNodes = async (from: typeof first) => from.get<Listed>('/nodes')
  const { configuration, nodes } = await until('both nodes obey', async () => {
    const listed = await listNodes(second)
    const obeys = listed.nodes.flatMap(({ workers }) => workers.map((one) => one.configuration))
    const ready = listed.nodes.filter(({ isReady }) => isReady).length === 2
    return ready && obeys.length === 4 && obeys.every((seq) => seq === listed.configuration) ? listed : undefined
  })
  assert.ok(configuration > 0)
  assert.deepEqual(
    nodes.map(({ isThis, isAlive, hasSameSettings }) => ({ isThis, isAlive, hasSameSettings })),
    [
      { isThis: false, isAlive: true, hasSameSettings: true },
      { isThis: true, isAlive: true, hasSameSettings: true },
    ],
  )
  const certificates = new Set(nodes.flatMap(({ workers }) => workers.flatMap(({ certificate }) => certificate ?? [])))
  assert.equal(certificates.size, 1, 'both show the same certificate')
  for (const { clockDifference } of nodes) assert.ok(Math.abs(clockDifference) < 1_000)

  await first.killAll()
  const left = await until('the node that was killed is not there', async () => {
    const listed = await listNodes(second)
    return listed.nodes.some(({ isAlive }) => !isAlive) ? listed : undefined
  })
  assert.deepEqual(
    left.nodes.map(({ isThis, isReady }) => ({ isThis, isReady })),
    [
      { isThis: false, isReady: false },
      { isThis: true, isReady: true },
    ],
  )
})

/** The lines of a dump without what the living node says about itself each second. */
const listNames = (dump: string) =>
  dump
    .split('\n')
    .filter((line) => !line.includes('clockDifference') && !line.startsWith('--') && !line.startsWith('\\'))

type Listed = {
  configuration: number
  nodes: {
    isThis: boolean
    lastSeen: string
    isAlive: boolean
    isReady: boolean
    hasSameSettings: boolean
    clockDifference: number
    workers: { configuration?: number; certificate?: string }[]
  }[]
}
