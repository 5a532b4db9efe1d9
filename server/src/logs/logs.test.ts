import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { migrations } from '../../migrations/index.ts'
import { openDatabase } from '../platform/database/database.ts'
import { migrate } from '../platform/database/migrate.ts'
import { management } from '../testing/management.ts'
import { limitLines, logRoutes, recentLines } from './index.ts'

const transaction = 'a'.repeat(24)

/** A log whose lines are kept, and the API that shows them. */
async function withLogs(bounds = {}) {
  const database = openDatabase(':memory:')
  await migrate(database, migrations)
  const api = await management(database)
  await api.ensureAdmin()
  const logLines = recentLines(bounds)
  logRoutes(api.app, api.require, { logLines })
  const log = pino({ level: 'trace', base: { name: 'gateway', pid: 1 } }, { write: logLines.add })
  const shown = async (query = '') => {
    const { status, body } = await api.admin('GET', `/logs${query}`)
    assert.equal(status, 200)
    return body
  }
  const messages = async (query = '') => (await shown(query)).map(({ message }: { message: string }) => message)
  return { ...api, log, logLines, shown, messages }
}

test('management-api §20: a line has its time, level, process, message and fields', async () => {
  const { log, shown } = await withLogs()
  log.warn({ transaction, channel: 'Lab' }, 'slow')
  const [{ timestamp, ...line }] = await shown()
  assert.ok(Date.now() - Date.parse(timestamp) < 60_000)
  assert.deepEqual(line, {
    level: 'warn',
    label: 'gateway',
    message: 'slow',
    meta: { pid: 1, transaction, channel: 'Lab' },
  })
})

test('management-api §20: a level shows itself and higher ones; info is the default', async () => {
  const { log, messages } = await withLogs()
  for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const) log[level](level)
  assert.deepEqual(await messages(), ['info', 'warn', 'error', 'fatal'])
  assert.deepEqual(await messages('?level=debug'), ['trace', 'debug', 'info', 'warn', 'error', 'fatal'])
  assert.deepEqual(await messages('?level=error'), ['error', 'fatal'])
})

test('management-api §20: filters come before start and limit', async () => {
  const { log, messages } = await withLogs()
  for (const name of ['a', 'b', 'c']) {
    log.info('between')
    log.error({ transaction }, name)
  }
  assert.deepEqual(await messages('?level=error&start=1&limit=1'), ['b'])
  assert.deepEqual(await messages('?level=error&last=2'), ['b', 'c'])
  assert.deepEqual(await messages(`?transaction=${transaction}`), ['a', 'b', 'c'])
})

test('20 logs: from and until are instants, in milliseconds or ISO 8601; the last five minutes are the default', async () => {
  const { logLines, messages, admin } = await withLogs()
  const at = (time: number) => logLines.add(JSON.stringify({ level: 30, time, name: 'control', msg: `${time}` }))
  const old = Date.now() - 3_600_000
  for (const time of [old, old + 1000, old + 2000, Date.now()]) at(time)
  assert.equal((await messages()).length, 1)
  assert.equal((await messages('?last=100')).length, 4)
  const until = encodeURIComponent(new Date(old + 1000).toISOString())
  assert.deepEqual(await messages(`?from=${old}&until=${until}`), [`${old}`, `${old + 1000}`])
  assert.equal((await admin('GET', '/logs?from=yesterday')).status, 400)
})

test('gateway §22.6: the newest lines are kept, in bounded memory, and no line is longer than it may be', async () => {
  const { log, messages, shown } = await withLogs({ maxLines: 100, maxCharacters: 100_000 })
  for (let n = 0; n < 1000; n++) log.info({ n }, `line ${n}`)
  const kept = await messages('?last=1000')
  assert.ok(kept.length >= 90 && kept.length <= 100)
  assert.equal(kept.at(-1), 'line 999')
  log.info({ text: 'x'.repeat(100_000) }, 'long')
  assert.deepEqual((await shown('?last=1'))[0].meta, { shortened: true })
  for (let n = 0; n < 50; n++) log.info({ text: 'x'.repeat(10_000) }, 'wide')
  assert.ok((await messages('?last=1000')).length <= 10)
})

test('management-api §20: what is no line of the log is not kept', async () => {
  const { logLines, messages } = await withLogs()
  for (const text of ['', 'no JSON', '{}', '[]', 'null', '{"time":"now","level":30}']) logLines.add(text)
  assert.deepEqual(await messages('?level=debug&last=10'), [])
})

test('management-api §20: only who has logs-view sees them', async () => {
  const { addUser } = await withLogs()
  const nobody = await addUser('joan@example.org', {})
  assert.equal((await nobody('GET', '/logs')).status, 403)
  const viewer = await addUser('grace@example.org', { 'logs-view': true })
  assert.equal((await viewer('GET', '/logs')).status, 200)
})

test('20 logs: a process that logs without end passes on some lines a second, and tells how many it did not', () => {
  const passed: string[] = []
  const state = { now: 0 }
  const pass = limitLines((line) => passed.push(line), { maxPerSecond: 2, now: () => state.now })
  for (const line of ['a', 'b', 'c', 'd']) pass(line)
  assert.deepEqual(passed, ['a', 'b'])
  state.now = 1_000
  pass('e')
  assert.equal(passed.length, 4)
  assert.equal(JSON.parse(passed[2] ?? '').dropped, 2)
  assert.equal(passed[3], 'e')
})
