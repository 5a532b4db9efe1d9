import assert from 'node:assert/strict'
import { claims } from '../platform/database/claims.ts'
import type { Database } from '../platform/database/database.ts'
import { logTo } from '../platform/log.ts'
import { gateway, hourLength, hourWriter, silenceStore, toHour } from '../silence/index.ts'
import { basic } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'
import { wholeApi } from '../testing/whole-api.ts'
import { silenceWatcher } from './index.ts'

const ada = 'ada@example.org'
const day = 24
const log = logTo('warn', 'test')

/** An installation with clients that send each hour, whose clock a test moves hour by hour. */
async function startInstallation(database: Database) {
  const { app, stores } = await wholeApi({}, database)
  const call = async (method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) => {
    const headers = basic(ada, 'correct horse battery')
    const answer = await app.inject({ method, url, headers, ...(payload && { payload }) })
    assert.ok(answer.statusCode < 300, `${url} ${answer.body}`)
    return /^[[{]/.test(answer.body) ? answer.json() : answer.body
  }
  await call('POST', '/groups', { group: 'Operators', users: [{ user: ada, method: 'email' }] })
  const [{ _id: group }] = await call('GET', '/groups')
  await call('PUT', '/notice-settings', { groups: [group] })
  for (const name of ['Clinic A', 'Clinic B'])
    await call('POST', '/clients', { clientID: name, name, roles: ['nurse'], password: 'long enough' })
  const clients: { _id: string; name: string }[] = await call('GET', '/clients')
  const [a = '', b = ''] = ['Clinic A', 'Clinic B'].map((name) => clients.find((one) => one.name === name)?._id ?? '')
  const silence = silenceStore(database)
  const clock = { hour: toHour(Date.now()) - 40 * day }
  const watch = async () => {
    const watcher = silenceWatcher({
      ...stores,
      silence,
      settings: stores.noticeSettings,
      toLocal: stores.metrics.toLocal,
      claims: claims(database, 'one'),
      now: () => clock.hour * hourLength + 60_000,
      log,
    })
    await watcher.run()
    await watcher.stop()
  }
  /** Lets hours pass. `isServing`: the gateway runs. Each hour has a restart. */
  const pass = async (hours: number, senders: string[], isServing = true) => {
    for (let i = 0; i < hours; i++) {
      const rows = [...(isServing ? [gateway] : []), ...senders].map((client) => ({ client, hour: clock.hour }))
      await silence.addHours(rows)
      clock.hour++
      if (isServing && i % 2 === 0) await watch()
    }
  }
  const learn = async () => {
    const rows = Array.from({ length: 28 * day }, (_, i) =>
      [gateway, a, b].map((client) => ({ client, hour: clock.hour + i })),
    )
    await silence.addHours(rows.flat())
    clock.hour += 28 * day
    await watch()
  }
  const listSubjects = async () => (await stores.notices.list({ limit: 100 })).map(({ subject }) => subject).sort()
  return { call, silence, clock, a, b, pass, learn, watch, listSubjects }
}

onBothEngines(
  'a client that stops is told once, also after restarts, and once more when it sends again',
  async (database) => {
    const { a, b, pass, learn, listSubjects } = await startInstallation(database)
    await learn()
    await pass(6, [a, b])
    assert.deepEqual(await listSubjects(), [])
    await pass(12, [a])
    assert.deepEqual(await listSubjects(), ['Mediary: silent clients: 1'])
    await pass(6, [a, b])
    assert.deepEqual(await listSubjects(), ['Mediary: clients that send again: 1', 'Mediary: silent clients: 1'])
    await pass(12, [a])
    assert.equal((await listSubjects()).length, 3, 'a later silence is another one')
  },
)

onBothEngines('a client that sends once a week and stops is told', async (database) => {
  const { silence, clock, a, b, watch, listSubjects } = await startInstallation(database)
  const hours = Array.from({ length: 28 * day }, (_, i) => clock.hour + i)
  const others = hours.flatMap((hour) => [gateway, b].map((client) => ({ client, hour })))
  const weekly = hours.filter((_, i) => i % (7 * day) === 0).map((hour) => ({ client: a, hour }))
  await silence.addHours([...others, ...weekly])
  clock.hour += 28 * day
  const pass = async (days: number) => {
    for (let i = 0; i < 2 * days; i++) {
      const next = Array.from({ length: 12 }, () => clock.hour++)
      await silence.addHours(next.flatMap((hour) => [gateway, b].map((client) => ({ client, hour }))))
      await watch()
    }
  }
  await pass(4)
  assert.deepEqual(await listSubjects(), [], 'eleven days after the last request')
  await pass(2)
  assert.deepEqual(await listSubjects(), ['Mediary: silent clients: 1'])
  await pass(30)
  assert.deepEqual(await listSubjects(), ['Mediary: silent clients: 1'])
})

onBothEngines('hours in which the gateway did not serve are no silence', async (database) => {
  const { a, b, pass, learn, listSubjects } = await startInstallation(database)
  await learn()
  await pass(48, [], false)
  await pass(4, [a, b])
  assert.deepEqual(await listSubjects(), [])
})

onBothEngines(
  'holidays and maintenance windows that a person enters are no silence, and stay when notices are set up',
  async (database) => {
    const { call, clock, a, b, pass, learn, listSubjects } = await startInstallation(database)
    await learn()
    const now = clock.hour * hourLength
    const toInstant = (hours: number) => new Date(now + hours * hourLength).toISOString()
    const settings = {
      holidays: [{ day: toInstant(0).slice(0, 10) }, { day: toInstant(day).slice(0, 10), name: 'Eid', yearly: true }],
      windows: [{ name: 'New line', from: toInstant(0), until: toInstant(4 * day), client: a }],
    }
    await call('PUT', '/silence-settings', settings)
    await call('PUT', '/notice-settings', { ...(await call('GET', '/notice-settings')), silence: undefined })
    const { windows, holidays } = await call('GET', '/silence-settings')
    assert.deepEqual([windows[0].client, holidays[1].name], [a, 'Eid'])
    // The rest of two holidays, and then two days in which one of both is in maintenance.
    const rest = 2 * day - (clock.hour % day)
    await pass(rest + 2, [])
    assert.deepEqual(await listSubjects(), [])
    await pass(3 * day - rest, [b])
    assert.deepEqual(await listSubjects(), [])
    await pass(day + 6, [b])
    assert.deepEqual(await listSubjects(), ['Mediary: silent clients: 1'])
  },
)

onBothEngines('a rhythm that a person has set replaces the learned one, also for a new client', async (database) => {
  const { call, silence, clock, b, pass, listSubjects } = await startInstallation(database)
  const always = { weekdays: [0, 1, 2, 3, 4, 5, 6], hours: Array.from({ length: day }, (_, hour) => hour) }
  await call('PUT', '/silence-settings', { rhythms: [{ client: b, ...always, silentAfterHours: 12 }] })
  await silence.addHours([{ client: b, hour: clock.hour }])
  await pass(12, [])
  assert.deepEqual(await listSubjects(), [])
  await pass(3, [])
  assert.deepEqual(await listSubjects(), ['Mediary: silent clients: 1'])
  const listed: { clientID: string; rhythm?: { set: boolean } }[] = await call('GET', '/silence')
  assert.equal(listed.find(({ clientID }) => clientID === b)?.rhythm?.set, true)
})

onBothEngines('the clients are listed with their rhythm, the silent ones first', async (database) => {
  const { call, silence, clock, a, b, learn } = await startInstallation(database)
  clock.hour = toHour(Date.now()) - 28 * day - 10
  await learn()
  const rows = Array.from({ length: 10 }, (_, i) => [gateway, a].map((client) => ({ client, hour: clock.hour + i })))
  await silence.addHours(rows.flat())
  const listed: { clientID: string; state: string; rhythm?: { kind: string }; silentSince?: string }[] = await call(
    'GET',
    '/silence',
  )
  assert.deepEqual(
    listed.map(({ clientID, state, rhythm }) => [clientID, state, rhythm?.kind]),
    [
      [b, 'silent', 'hours'],
      [a, 'as-usual', 'hours'],
    ],
  )
  assert.equal(listed[0]?.silentSince, new Date(clock.hour * hourLength).toISOString())
})

onBothEngines('an hour is one row for a client, however much it sends', async (database) => {
  const store = silenceStore(database)
  const at = toHour(Date.now()) * hourLength
  const writer = hourWriter(store, log, () => at)
  for (let i = 0; i < 100; i++) writer.note([{ client: 'clinic', at: at + i }])
  writer.note([{ client: 'clinic', at: at + hourLength }])
  await writer.close()
  const other = hourWriter(store, log, () => at)
  other.note([{ client: 'clinic', at }])
  await other.close()
  const hours = await store.listHours(0)
  assert.deepEqual(hours.get('clinic'), [at / hourLength, at / hourLength + 1])
  assert.deepEqual(hours.get(gateway), [at / hourLength])
})
