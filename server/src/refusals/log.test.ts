import assert from 'node:assert/strict'
import { idGenerator, newProcessId } from '../platform/ids.ts'
import { logTo } from '../platform/log.ts'
import { onBothEngines } from '../testing/stores.ts'
import { refusalLog } from './log.ts'
import { type NewRefusal, refusalStore } from './store.ts'

const options = { keep: 1000, newId: idGenerator(newProcessId()), log: logTo('silent', 'test') }
const refusal = (over: Partial<NewRefusal> = {}): NewRefusal => ({
  clientIp: '10.0.0.7',
  client: 'clinic-1',
  status: 401,
  stage: 'identify',
  code: 'wrong-password',
  reason: 'The password of client "clinic-1" is wrong',
  path: '/lab',
  method: 'GET',
  ...over,
})

onBothEngines('a refusal stands in the store when its promise resolves', async (database) => {
  const store = refusalStore(database)
  await refusalLog(store, options).refuse(refusal())
  const [kept] = await store.list({ channels: 'all', limit: 10 })
  assert.equal(kept?.client, 'clinic-1')
  assert.equal(kept?.stage, 'identify')
  assert.equal(kept?.code, 'wrong-password')
  assert.equal(kept?.count, 1)
})

onBothEngines('the id of a refusal finds its row, also that of equal ones', async (database) => {
  const store = refusalStore(database)
  const log = refusalLog(store, options)
  const [id, same, other] = await Promise.all([
    log.refuse(refusal()),
    log.refuse(refusal()),
    log.refuse(refusal({ path: '/other' })),
  ])
  assert.equal(same, id)
  assert.notEqual(other, id)
  const find = async (search: object) =>
    (await store.list({ channels: 'all', limit: 10, ...search })).map(({ _id, path }) => [_id, path])
  assert.deepEqual(await find({ id }), [[id, '/lab']])
  assert.deepEqual(await find({ find: ` ${other.toUpperCase()}` }), [[other, '/other']])
  await log.close()
})

onBothEngines('equal refusals of the same second are one row with a count', async (database) => {
  const store = refusalStore(database)
  const log = refusalLog(store, options)
  await Promise.all(Array.from({ length: 100 }, () => log.refuse(refusal())))
  await log.refuse(refusal({ path: '/other' }))
  await log.close()
  assert.deepEqual((await store.list({ channels: 'all', limit: 10 })).map(({ path, count }) => [path, count]).sort(), [
    ['/lab', 100],
    ['/other', 1],
  ])
})

onBothEngines('an attacker who varies every request fills a bounded number of rows', async (database) => {
  const store = refusalStore(database)
  const log = refusalLog(store, options)
  await Promise.all(Array.from({ length: 5000 }, (_, i) => log.refuse(refusal({ path: `/${i}` }))))
  await log.close()
  const rows = await store.list({ channels: 'all', limit: 1000 })
  assert.equal(rows.length, 501)
  assert.equal(
    rows.reduce((sum, { count }) => sum + count, 0),
    5000,
  )
})

onBothEngines('only the newest are kept', async (database) => {
  const store = refusalStore(database)
  const log = refusalLog(store, { ...options, keep: 50 })
  for (let i = 0; i < 400; i++) await log.refuse(refusal({ path: `/${i}` }))
  const rows = await store.list({ channels: 'all', limit: 1000 })
  assert.ok(rows.length >= 50 && rows.length <= 150, `${rows.length} rows`)
  assert.equal(rows[0]?.path, '/399')
})

onBothEngines('refusals are found by a part of the client, channel, address or path, in any case', async (database) => {
  const store = refusalStore(database)
  const log = refusalLog(store, options)
  await log.refuse(refusal({ client: 'Clinic_1', path: '/a' }))
  await log.refuse(refusal({ client: 'clinicX1', channel: 'Lab results', path: '/b', code: 'not-allowed' }))
  await log.refuse(refusal({ client: undefined, clientIp: '10.1.2.3', path: '/C' }))
  const found = async (search: { find?: string; code?: string }) =>
    (await store.list({ channels: 'all', limit: 10, ...search })).map(({ path }) => path)
  assert.deepEqual(await found({ find: 'clinic_' }), ['/a'])
  assert.deepEqual(await found({ find: 'lab r' }), ['/b'])
  assert.deepEqual(await found({ find: '/c' }), ['/C'])
  assert.deepEqual(await found({ find: '1.2.3' }), ['/C'])
  assert.deepEqual(await found({ code: 'not-allowed' }), ['/b'])
})

onBothEngines(
  'refusals are grouped by reason, client or address, and channel, the most frequent first',
  async (database) => {
    const store = refusalStore(database)
    const log = refusalLog(store, options)
    for (const path of ['/a', '/b', '/b'])
      await log.refuse(refusal({ path, clientIp: path === '/a' ? '10.0.0.8' : '10.0.0.7' }))
    await log.refuse(refusal({ channel: 'lab', code: 'not-allowed', stage: 'authorise', status: 403 }))
    for (const clientIp of ['10.0.0.1', '10.0.0.2'])
      for (const path of ['/c', '/d'])
        await log.refuse(refusal({ client: undefined, code: 'no-credential', clientIp, path }))
    await log.close()
    const groups = async (search: { limit?: number; since?: string; until?: string } = {}) =>
      (await store.top({ channels: 'all', limit: 10, ...search })).map(({ count, client, clientIP, channel, code }) =>
        [count, client ?? clientIP, channel, code].filter(Boolean).join(' '),
      )
    assert.deepEqual((await groups()).sort(), [
      '1 clinic-1 lab not-allowed',
      '2 10.0.0.1 no-credential',
      '2 10.0.0.2 no-credential',
      '3 clinic-1 wrong-password',
    ])
    assert.deepEqual(await groups({ limit: 1 }), ['3 clinic-1 wrong-password'])
    const [soon = '', past = ''] = [60_000, -60_000].map((shift) => new Date(Date.now() + shift).toISOString())
    assert.deepEqual(await groups({ since: soon }), [])
    assert.deepEqual(await groups({ until: past }), [])
    assert.equal((await groups({ since: past, until: soon })).length, 4)
    const listed = await store.list({
      channels: 'all',
      limit: 10,
      clientIP: '10.0.0.1',
      code: 'no-credential',
      since: past,
      until: soon,
    })
    assert.deepEqual(listed.map(({ path }) => path).sort(), ['/c', '/d'])
    const ofLab = { limit: 10, channels: ['lab', 'pharmacy'] }
    assert.deepEqual([(await store.list(ofLab)).length, (await store.top(ofLab)).length], [1, 1])
    const ofNone = { limit: 10, channels: [] }
    assert.deepEqual([await store.list(ofNone), await store.top(ofNone)], [[], []])
  },
)

onBothEngines('texts of the sender are cut and cannot break lines', async (database) => {
  const store = refusalStore(database)
  await refusalLog(store, options).refuse(refusal({ client: `a\nb${'x'.repeat(1000)}` }))
  const [kept] = await store.list({ channels: 'all', limit: 1 })
  assert.equal(kept?.client?.length, 255)
  assert.ok(!kept?.client?.includes('\n'))
})
