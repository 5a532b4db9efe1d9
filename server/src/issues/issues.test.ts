import assert from 'node:assert/strict'
import type { Issue, IssueDetail } from '@mediary/contract/operations/issues'
import { claims } from '../platform/database/claims.ts'
import type { Database } from '../platform/database/database.ts'
import { idGenerator } from '../platform/ids.ts'
import { logTo } from '../platform/log.ts'
import { countRows } from '../testing/count-rows.ts'
import { causes, seededRandom } from '../testing/failure-causes.ts'
import { importTransactions } from '../testing/import-transactions.ts'
import { basic } from '../testing/management.ts'
import { seedFailures } from '../testing/seed-failures.ts'
import { onBothEngines } from '../testing/stores.ts'
import { begun, outcome } from '../testing/transactions.ts'
import { wholeApi } from '../testing/whole-api.ts'
import { linkToParent, recorder } from '../transactions/index.ts'
import { issueFollower, issueStore } from './index.ts'

const lab = 'a'.repeat(24)
const minute = 60_000

/** An installation with a record that a test writes, and a clock that it moves. */
async function startInstallation(database: Database) {
  const { app, stores } = await wholeApi({}, database)
  const call = async (method: 'GET' | 'PUT' | 'POST', url: string, payload?: object, user = 'ada@example.org') => {
    const headers = { ...basic(user, 'correct horse battery'), accept: 'application/problem+json' }
    const answer = await app.inject({ method, url, headers, ...(payload && { payload }) })
    return { status: answer.statusCode, body: /^[[{]/.test(answer.body) ? answer.json() : answer.body }
  }
  const clock = { now: Date.now() }
  const record = recorder(database)
  const newId = idGenerator('00000c')
  const open = (holder = 'one', of = database) =>
    issueFollower(of, {
      channels: stores.channels,
      claims: claims(database, holder),
      now: () => clock.now + minute,
      log: logTo('warn', 'test'),
    })
  const follow = async () => {
    const follower = open()
    await follower.run()
    await follower.stop()
    clock.now += 1_000
  }
  const begin = async (parent?: string, channel = lab) => {
    const value = begun({ id: newId(clock.now), channel, requestedAt: clock.now })
    const link = parent && linkToParent({ id: value.id, parent, by: 'ada', task: 't', attempt: null, changes: null })
    await record.begin(value, link ? [link] : [])
    return value.id
  }
  const fail = async (
    error: string | null,
    { parent, channel, id }: { parent?: string; channel?: string; id?: string } = {},
  ) => {
    const failed = id ?? (await begin(parent, channel))
    const upstream = JSON.stringify({ name: 'main', host: 'h', port: 1, path: '/' })
    await record.complete(
      outcome(failed, { status: 'Failed', responseStatus: 503, respondedAt: clock.now, error, upstream }),
    )
    return failed
  }
  const succeed = async (parent?: string) => {
    const id = await begin(parent)
    await record.complete(outcome(id, { respondedAt: clock.now }))
    return id
  }
  const list = async (query = '', user?: string): Promise<Issue[]> =>
    (await call('GET', `/issues${query}`, undefined, user)).body
  const detail = async (id: string): Promise<IssueDetail> => (await call('GET', `/issues/${id}`)).body
  return { call, stores, clock, open, follow, begin, fail, succeed, list, detail }
}

onBothEngines('5,000 failures and refusals of 37 causes become 37 issues', async (database) => {
  const { open, follow, list } = await startInstallation(database)
  await seedFailures(database, 5_000, seededRandom(7), async (count) => {
    // Restarts, and a second node that takes over.
    if (count % 1_000 === 0) await follow()
  })
  const other = open('two')
  await other.run()
  await other.stop()
  assert.equal((await list()).length < causes + 2, true, 'the claim of the first node holds')
  await follow()
  const issues = await list('?limit=500')
  assert.equal(issues.length, causes, issues.map(({ reason }) => reason).join('\n'))
  assert.equal(
    issues.reduce((sum, { count }) => sum + count, 0),
    5_000,
    'each is counted once',
  )
})

onBothEngines('what an import from OpenHIM brings makes no issue', async (database) => {
  const { follow, fail, list } = await startInstallation(database)
  await follow()
  const newId = idGenerator('00000d')
  await importTransactions(database, [newId(), newId()])
  await follow()
  assert.deepEqual(await list(), [])
  await fail('connect ECONNREFUSED')
  await follow()
  assert.deepEqual(
    (await list()).map(({ count }) => count),
    [1],
  )
})

onBothEngines('a resolved issue is reopened by a later failure, and not by an earlier one', async (database) => {
  const { call, clock, follow, fail, begin, list } = await startInstallation(database)
  const slow = await begin()
  await fail('Request took longer than 60000ms')
  await follow()
  const [issue] = await list()
  assert.deepEqual([issue?.state, issue?.count, issue?.reopened], ['open', 1, 0])
  const own = { state: 'resolved', owner: 'ada@example.org', note: 'The timeout was too short.' }
  assert.equal((await call('PUT', `/issues/${issue?._id}`, own)).status, 200)
  const [resolved] = await list('?state=resolved')
  assert.deepEqual([resolved?.owner, resolved?.note, resolved?.resolvedBy], [own.owner, own.note, own.owner])
  // It failed before the issue was resolved, and is followed later.
  clock.now -= minute
  await fail('Request took longer than 61000ms', { id: slow })
  clock.now += 2 * minute
  await follow()
  assert.deepEqual(
    (await list()).map(({ state, count }) => [state, count]),
    [['resolved', 2]],
  )
  await fail('Request took longer than 10000ms')
  await follow()
  const [reopened] = await list('?state=open')
  assert.deepEqual([reopened?.count, reopened?.reopened, reopened?.owner], [3, 1, own.owner])
})

onBothEngines('a rerun of an issue takes exactly the members that no rerun has healed', async (database) => {
  const { call, follow, fail, succeed, list, detail } = await startInstallation(database)
  const failed = [await fail('Visit 1 is locked'), await fail('Visit 2 is locked'), await fail('Visit 3 is locked')]
  await fail('Deadlock detected')
  await follow()
  const issue = (await list()).find(({ reason }) => reason.includes('locked'))?._id ?? ''
  const preview = async () => (await call('POST', '/tasks/preview', { filters: { issue } })).body.matching
  const search = async () => {
    const filters = encodeURIComponent(JSON.stringify({ issue }))
    const found: { _id: string }[] = (await call('GET', `/transactions?filters=${filters}`)).body
    return found.map(({ _id }) => _id)
  }
  assert.equal(await preview(), 3)
  assert.deepEqual(await search(), failed.toReversed())
  // The first is healed by a rerun of a rerun, the second fails again, for another reason too.
  const again = await fail('Visit 1 is locked', { parent: failed[0] ?? '' })
  await succeed(again)
  await fail('Visit 2 is locked', { parent: failed[1] ?? '' })
  await follow()
  assert.equal(await preview(), 2)
  assert.deepEqual(await search(), [failed[2], failed[1]])
  const { members, unhealed, count } = await detail(issue)
  assert.deepEqual({ members, unhealed, count }, { members: 3, unhealed: 2, count: 5 })
  const healed: { _id: string }[] = (await call('GET', `/issues/${issue}/members?healed=yes`)).body.members
  assert.deepEqual(
    healed.map(({ _id }) => _id),
    [failed[0]],
  )
})

onBothEngines('a transaction that ends late is found in its issue', async (database) => {
  const { clock, follow, fail, begin, list } = await startInstallation(database)
  const slow = await begin()
  clock.now += 5 * minute
  await follow()
  assert.deepEqual(await list(), [])
  await fail('Visit 1 is locked', { id: slow })
  await follow()
  assert.deepEqual(
    (await list()).map(({ reason, count }) => [reason, count]),
    [['Visit … is locked', 1]],
  )
})

onBothEngines(
  'one sees the issues of one’s own channels, and changes those whose transactions one may rerun',
  async (database) => {
    const { call, stores, follow, fail, list } = await startInstallation(database)
    const other = 'b'.repeat(24)
    await fail('Visit 1 is locked')
    await fail('Visit 2 is locked', { channel: other })
    const refusal = { clientIp: '10.0.0.1', status: 401, stage: 'identify', code: 'unknown-client' } as const
    await stores.refusals.add([
      { ...refusal, id: idGenerator()(), at: Date.now(), reason: 'No client has the Client ID "x"' },
    ])
    await follow()
    assert.equal((await list()).length, 3)
    const role = {
      name: 'viewer',
      permissions: { 'transaction-view-specified': [lab, other], 'transaction-rerun-specified': [lab] },
    }
    assert.equal((await call('POST', '/user-roles', role)).status, 201)
    const user = {
      email: 'nurse@example.org',
      firstname: 'N',
      surname: 'N',
      groups: ['viewer'],
      password: 'correct horse battery',
    }
    assert.equal((await call('POST', '/users', user)).status, 201)
    const seen = await list('', user.email)
    assert.deepEqual(seen.map(({ channelID }) => channelID).sort(), [lab, other])
    const statuses = await Promise.all(
      (await list()).map(async ({ _id, channelID }) => {
        const { status } = await call('PUT', `/issues/${_id}`, { state: 'resolved' }, user.email)
        return [channelID, status]
      }),
    )
    assert.deepEqual(Object.fromEntries(statuses), { [lab]: 200, [other]: 404, undefined: 404 })
    const unknown = await call('PUT', `/issues/${seen[0]?._id}`, { owner: 'nobody@example.org' })
    assert.deepEqual([unknown.status, unknown.body.issues?.[0]?.reason], [400, 'user-not-found'])
  },
)

onBothEngines('a channel has at most a hundred reasons, and the others share one issue', async (database) => {
  const { follow, fail, list } = await startInstallation(database)
  const toWord = (i: number) => [...String(i)].map((digit) => 'abcdefghij'[Number(digit)]).join('')
  for (let i = 0; i < 150; i++) await fail(`the ${toWord(i)} is broken`)
  await follow()
  await fail('the zzz is broken')
  await follow()
  const issues = await list('?limit=500')
  assert.equal(issues.length, 101)
  assert.equal(issues.find(({ reason }) => reason === '')?.count, 51)
})

onBothEngines(
  'issues go when they have not come back for 90 days, and members when retention removes them',
  async (database) => {
    const { follow, fail, list, detail } = await startInstallation(database)
    await fail('Visit 1 is locked')
    const gone = await fail('Visit 2 is locked')
    await follow()
    const [issue] = await list()
    await database.kysely
      .withTables<{ transactions: { id: string } }>()
      .deleteFrom('transactions')
      .where('id', '=', gone)
      .execute()
    await issueStore(database).prune()
    assert.equal((await detail(issue?._id ?? '')).members, 1)
    await issueStore(database).prune(Date.now() + 91 * 86_400_000)
    assert.deepEqual(await list(), [])
  },
)

onBothEngines('the issues read few rows of a record in which everything succeeded', async (database) => {
  const { open, fail, succeed, clock, list } = await startInstallation(database)
  await Promise.all(Array.from({ length: 2_500 }, () => succeed()))
  clock.now++
  const failed = await fail('The upstream refused the connection.')
  const { counted, read } = countRows(database)
  const follower = open('one', counted)
  await follower.run()
  await follower.stop()
  assert.deepEqual(
    (await list()).map(({ count }) => count),
    [1],
    failed,
  )
  assert.ok(read() < 50, `${read()} rows were read`)
})
