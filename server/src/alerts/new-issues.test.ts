import assert from 'node:assert/strict'
import { issueFollower, issueStore } from '../issues/index.ts'
import { claims } from '../platform/database/claims.ts'
import type { Database } from '../platform/database/database.ts'
import { idGenerator } from '../platform/ids.ts'
import { logTo } from '../platform/log.ts'
import { basic } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'
import { begun, outcome } from '../testing/transactions.ts'
import { wholeApi } from '../testing/whole-api.ts'
import { recorder } from '../transactions/index.ts'
import { issueWatcher } from './index.ts'

const ada = 'ada@example.org'
const minute = 60_000
const log = logTo('warn', 'test')

/** An installation whose clock a test moves, and whose contact group gets notices by mail and by webhook. */
async function startInstallation(database: Database) {
  const { app, stores, secrets } = await wholeApi({}, database)
  const call = async (method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) => {
    const headers = basic(ada, 'correct horse battery')
    const answer = await app.inject({ method, url, headers, ...(payload && { payload }) })
    assert.ok(answer.statusCode < 300, `${url} ${answer.body}`)
    return /^[[{]/.test(answer.body) ? answer.json() : answer.body
  }
  const users = [
    { user: ada, method: 'email' },
    { user: ada, method: 'webhook' },
  ]
  await call('POST', '/groups', { group: 'Operators', users })
  const [{ _id: group }] = await call('GET', '/groups')
  await call('PUT', '/notice-settings', { groups: [group], consoleUrl: 'https://mediary.example.org/console' })
  const clock = { now: Date.now() }
  const record = recorder(database)
  const newId = idGenerator('00000d')
  const fail = async (error: string) => {
    const { id, ...value } = begun({ id: newId(clock.now), requestedAt: clock.now })
    await record.begin({ id, ...value })
    await record.complete(outcome(id, { status: 'Failed', responseStatus: 500, respondedAt: clock.now, error }))
  }
  const follower = issueFollower(database, {
    channels: stores.channels,
    claims: claims(database, 'one'),
    now: () => clock.now + minute,
    log,
  })
  // Two nodes look at the same time.
  const deps = { ...stores, issues: issueStore(database), settings: stores.noticeSettings, now: () => clock.now, log }
  const watchers = [issueWatcher(database, deps), issueWatcher(database, deps)]
  const pass = async (milliseconds: number) => {
    clock.now += milliseconds
    await follower.run()
    await Promise.all(watchers.map((watcher) => watcher.run()))
  }
  const stop = () => Promise.all([follower, ...watchers].map((work) => work.stop()))
  const listSubjects = async () =>
    (await stores.notices.list({ limit: 100 })).map(({ method, subject }) => `${method} ${subject}`).sort()
  const readTexts = async () => {
    const rows = await database.kysely
      .withTables<{ notices: { subject: string; content: string } }>()
      .selectFrom('notices')
      .selectAll()
      .execute()
    return rows.map(({ subject, content }) => `${subject} ${secrets.open(content)}`).join('\n')
  }
  return { call, fail, pass, stop, listSubjects, readTexts }
}

onBothEngines(
  'new issues of a quarter of an hour are one notice a person, and one that comes back is told again',
  async (database) => {
    const { call, fail, pass, stop, listSubjects, readTexts } = await startInstallation(database)
    await pass(minute)
    assert.deepEqual(await listSubjects(), [])
    await fail('Patient Wanjiru 4711 is locked')
    await pass(minute)
    const first = ['email Mediary: new issues: 1', 'webhook Mediary: new issues: 1']
    assert.deepEqual(await listSubjects(), first)
    for (const word of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) await fail(`the service ${word}${word}${word} is broken`)
    for (let i = 0; i < 10; i++) await pass(minute)
    assert.deepEqual(await listSubjects(), first, 'the others wait')
    for (let i = 0; i < 10; i++) await pass(minute)
    const second = [...first, 'email Mediary: new issues: 7', 'webhook Mediary: new issues: 7'].sort()
    assert.deepEqual(await listSubjects(), second)

    const issues: { _id: string; reason: string }[] = await call('GET', '/issues')
    const locked = issues.find(({ reason }) => reason.includes('locked'))
    await call('PUT', `/issues/${locked?._id}`, { state: 'resolved' })
    await fail('the service aaa is broken')
    await pass(20 * minute)
    assert.deepEqual(await listSubjects(), second, 'an issue that is known is no news')
    await fail('Patient Otieno 12 is locked')
    await pass(20 * minute)
    assert.equal((await listSubjects()).length, 6)
    const texts = await readTexts()
    assert.match(texts, /Came back/)
    assert.match(texts, /Further issues: 2/)
    assert.doesNotMatch(texts, /Wanjiru|Otieno|4711|locked|broken/, 'nothing of a message')
    await stop()
  },
)
