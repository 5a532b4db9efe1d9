import assert from 'node:assert/strict'
import { backupRecord } from '../../backup/index.ts'
import { toDay } from '../../metrics/index.ts'
import { nodeStore } from '../../nodes/index.ts'
import { claims } from '../../platform/database/claims.ts'
import type { Database } from '../../platform/database/database.ts'
import { idGenerator } from '../../platform/ids.ts'
import { logTo } from '../../platform/log.ts'
import { listConditionSources } from '../../processes/control/conditions.ts'
import { basic } from '../../testing/management.ts'
import { onBothEngines } from '../../testing/stores.ts'
import { wholeApi } from '../../testing/whole-api.ts'
import { conditionWatcher, diskSource } from '../index.ts'

const ada = 'ada@example.org'
const [minute, hour] = [60_000, 3_600_000]

/** An installation with two people to tell, whose clock and disks a test changes. */
async function startInstallation(database: Database) {
  const { app, stores, settings } = await wholeApi({}, database)
  const call = async (method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) => {
    const headers = basic(ada, 'correct horse battery')
    const answer = await app.inject({ method, url, headers, ...(payload && { payload }) })
    assert.ok(answer.statusCode < 300, `${url} ${answer.body}`)
    return /^[[{]/.test(answer.body) ? answer.json() : answer.body
  }
  await call('POST', '/groups', { group: 'Operators', users: [{ user: ada, method: 'email' }] })
  const [{ _id: group }] = await call('GET', '/groups')
  await call('PUT', '/notice-settings', { groups: [group] })
  const clock = { offset: 0 }
  const now = () => Date.now() + clock.offset
  const disks: Record<string, number> = { a: 0.5, b: 0.5 }
  const openNode = (node: string) => {
    const [, ...others] = listConditionSources({ database, stores, settings })
    const disk = diskSource(node, async () => ({ free: 1e12 * (disks[node] ?? 1), size: 1e12 }))
    return conditionWatcher(database, {
      ...stores,
      sources: [disk, ...others],
      settings: stores.noticeSettings,
      claims: claims(database, node),
      now,
      log: logTo('warn', 'test'),
    })
  }
  const list = async () => (await stores.notices.list({ limit: 100 })).map(({ subject }) => subject).reverse()
  return { call, stores, clock, now, disks, openNode, list, group: String(group) }
}

onBothEngines(
  'a disk that is nearly full is told once, and so is its end, by each node for itself',
  async (database) => {
    const { disks, openNode, list } = await startInstallation(database)
    const look = async (free: Record<string, number>) => {
      Object.assign(disks, free)
      // Each look is one of processes that have just begun.
      for (const node of [openNode('a'), openNode('b')]) {
        await node.run()
        await node.stop()
      }
      return list()
    }
    const began = (node: string) => `Mediary: the disk of ${node} is nearly full`
    const ended = (node: string) => `Mediary: the disk of ${node} has room again`
    assert.deepEqual(await look({ a: 0.11 }), [])
    assert.deepEqual(await look({ a: 0.09 }), [began('a')])
    assert.deepEqual(await look({ a: 0.11, b: 0.01 }), [began('a'), began('b')], 'a small change ends nothing')
    assert.deepEqual(await look({ a: 0.13 }), [began('a'), began('b'), ended('a')])
    assert.deepEqual(await look({ b: 0.2 }), [began('a'), began('b'), ended('a'), ended('b')])
    assert.equal((await look({ a: 0.01 })).length, 5, 'a later one is another one')
  },
)

onBothEngines('a backup that is too old is told once, and a new one ends it', async (database) => {
  const { call, clock, now, openNode, list, group } = await startInstallation(database)
  const look = async (hours: number) => {
    clock.offset += hours * hour
    const node = openNode('a')
    await node.run()
    await node.stop()
    return (await list()).filter((subject) => subject.includes('backup'))
  }
  const record = backupRecord(database)
  assert.deepEqual(await look(1), [], 'nobody has said how old a backup may be')
  await call('PUT', '/notice-settings', { groups: [group], maxBackupHours: 24 })
  const [began, ended] = ['Mediary: the last backup is too old', 'Mediary: the last backup is recent again']
  assert.deepEqual(await look(1), [began], 'there is none')
  assert.deepEqual(await look(1), [began])
  await record.add({ made: now(), bytes: 1 })
  assert.deepEqual(await look(23), [began, ended])
  assert.deepEqual(await look(2), [began, ended, began])
  await call('PUT', '/notice-settings', { groups: [group] })
  assert.deepEqual(await look(1), [began, ended, began], 'what nobody watches has not ended')
  await call('PUT', '/notice-settings', { groups: [group], maxBackupHours: 24 })
  await record.add({ made: now(), bytes: 1 })
  assert.deepEqual(await look(1), [began, ended, began, ended])
})

onBothEngines('a client that used to succeed and is refused is told once, and its end too', async (database) => {
  const { call, stores, clock, now, openNode, list } = await startInstallation(database)
  for (const name of ['Refused', 'Both', 'New', 'Off'])
    await call('POST', '/clients', { clientID: `id of ${name}`, name, roles: ['nurse'], password: 'long enough' })
  const clients: { _id: string; name: string }[] = await call('GET', '/clients')
  const findId = (name: string) => clients.find((one) => one.name === name)?._id ?? ''
  await call('POST', `/clients/${findId('Off')}/disable`, { reason: 'moving' })
  const accept = (name: string) =>
    stores.clientRequests.add([{ channel: 'c'.repeat(24), client: findId(name), day: toDay(now()), requests: 1 }])
  const newId = idGenerator()
  const refuse = (name: string, times: number) =>
    stores.refusals.add(
      Array.from({ length: times }, () => ({
        ...{ id: newId(now()), at: now(), clientIp: '10.0.0.1', client: `id of ${name}` },
        ...({ status: 401, stage: 'identify', code: 'wrong-password', reason: 'wrong password of 4711' } as const),
      })),
    )
  const node = openNode('a')
  const pass = async (milliseconds: number) => {
    clock.offset += milliseconds
    await node.run()
    return list()
  }
  for (const name of ['Refused', 'Both', 'Off']) await accept(name)
  assert.deepEqual(await pass(minute), [])
  for (const name of ['Refused', 'Both', 'New', 'Off']) await refuse(name, 6)
  await pass(minute)
  await accept('Both')
  const told = ['Mediary: the client "Refused" is refused']
  assert.deepEqual(await pass(minute), told)
  await pass(20 * minute)
  await refuse('Refused', 1)
  assert.deepEqual(await pass(minute), told)
  await accept('Refused')
  const ended = [...told, 'Mediary: the client "Refused" is no longer refused']
  assert.deepEqual(await pass(minute), ended)
  assert.deepEqual(await pass(minute), ended)
  await node.stop()
})

onBothEngines('a node that is gone without having stopped is told once, and its return too', async (database) => {
  const { clock, openNode, list } = await startInstallation(database)
  const nodes = nodeStore(database)
  const join = (id: string, name: string) =>
    nodes.seen(id, { name, version: '1', clockDifference: 0, settings: '', checks: [] })
  for (const name of ['crashed', 'stopped']) await join(`first ${name}`, name)
  const look = async () => {
    const node = openNode('a')
    await node.run()
    await node.stop()
    return list()
  }
  assert.deepEqual(await look(), [])
  await nodes.remove('first stopped')
  const rows = database.kysely.withTables<{ nodes: { seen: number } }>()
  await rows
    .updateTable('nodes')
    .set({ seen: Date.now() - 10_000 })
    .execute()
  assert.deepEqual(await look(), [], 'a restart takes a while')
  await rows
    .updateTable('nodes')
    .set({ seen: Date.now() - 180_000 })
    .execute()
  const told = ['Mediary: the node crashed is gone']
  assert.deepEqual(await look(), told)
  await rows.deleteFrom('nodes').execute()
  clock.offset += minute
  assert.deepEqual(await look(), told, 'a node that is forgotten has not come back')
  await join('second crashed', 'crashed')
  assert.deepEqual(await look(), [...told, 'Mediary: the node crashed is back'])
})

onBothEngines('work that waits too long is told in the language of each person, and its end too', async (database) => {
  const { call, stores, clock, now, openNode, list, group } = await startInstallation(database)
  const languages = {
    en: 'work is waiting',
    fr: 'du travail attend',
    es: 'hay trabajo',
    pt: 'há trabalho',
    sw: 'kazi zina',
  }
  const users = Object.keys(languages).map((language) => ({ user: `${language}@example.org`, method: 'email' }))
  for (const [language] of Object.entries(languages)) {
    const user = { email: `${language}@example.org`, firstname: 'A', surname: 'B', groups: [], settings: { language } }
    await call('POST', '/users', { ...user, password: 'a good password' })
  }
  await call('PUT', `/groups/${group}`, { users })
  const [id = ''] = await stores.notices.add([
    { key: 'old', kind: 'report', method: 'email', recipient: ada, subject: 'Old', content: { lines: [] } },
  ])
  const node = openNode('a')
  const pass = async (milliseconds: number) => {
    clock.offset += milliseconds
    await node.run()
    return (await list()).slice(1)
  }
  assert.deepEqual(await pass(30 * minute), [])
  const began = await pass(hour)
  for (const words of Object.values(languages))
    assert.ok(
      began.some((subject) => subject.includes(words)),
      `${words} in ${began.join('\n')}`,
    )
  assert.equal(began.length, 5)
  const [claimed] = await stores.notices.claim(1, now(), id)
  assert.equal(claimed?.id, id)
  await stores.notices.markSent({ id, kind: 'report' })
  // Nobody is in the group any more: those who know of the beginning learn of the end.
  await call('PUT', `/groups/${group}`, { users: [] })
  for (const one of await stores.notices.claim(100, now())) await stores.notices.markSent(one)
  assert.equal((await pass(2 * hour)).length, 10)
  for (const one of await stores.notices.claim(100, now())) await stores.notices.markSent(one)
  assert.equal((await pass(2 * hour)).length, 10)
  await node.stop()
})
