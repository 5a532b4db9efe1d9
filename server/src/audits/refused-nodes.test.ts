import assert from 'node:assert/strict'
import { claims } from '../platform/database/claims.ts'
import type { Database } from '../platform/database/database.ts'
import { idGenerator } from '../platform/ids.ts'
import { logTo } from '../platform/log.ts'
import { refusalStore } from '../refusals/index.ts'
import { onBothEngines } from '../testing/stores.ts'
import { auditJournal, auditStore, followRefusedNodes } from './index.ts'

const log = logTo('silent', 'test')
const hour = 60 * 60 * 1000

/** The audit log and the refusals of an installation, over a clock that the test sets. */
function start(database: Database) {
  const clock = { now: Date.now() }
  const newId = idGenerator()
  const audits = auditStore(database, { newId })
  const refusals = refusalStore(database)
  const follower = (holder = 'one') =>
    followRefusedNodes(database, {
      audits: auditJournal(audits, { source: 'Mediary', sends: false, log }),
      claims: claims(database, holder),
      now: () => clock.now,
      log,
    })
  const refuse = (changes: object) =>
    refusals.add([
      {
        id: newId(clock.now),
        at: clock.now,
        clientIp: '192.0.2.1',
        status: 401,
        stage: 'identify',
        code: 'unknown-client',
        reason: 'No client has the Client ID "x"',
        ...changes,
      },
    ])
  const list = async () =>
    (await audits.list({ limit: 100, page: 0, filters: {} })).map(
      ({ eventIdentification: { eventID, eventTypeCode, eventOutcomeIndicator }, ...audit }) => [
        eventID?.code,
        eventTypeCode?.code,
        eventOutcomeIndicator,
        audit.activeParticipant?.[1]?.userID,
        audit.participantObjectIdentification?.[0]?.participantObjectID,
        audit.participantObjectIdentification?.[0]?.participantObjectDetail?.value,
      ],
    )
  return { clock, follower, refuse, list }
}

onBothEngines(
  'gateway §23.2: a node that is refused is entered into the audit log, once in an hour',
  async (database) => {
    const { clock, follower, refuse, list } = start(database)
    const { run, stop } = follower()
    await refuse({})
    await refuse({})
    await refuse({ client: 'clinic', status: 403, stage: 'authorise', code: 'not-allowed' })
    await refuse({ status: 404, stage: 'match', code: 'no-channel', clientIp: '192.0.2.9' })
    await refuse({ status: 429, stage: 'authorise', code: 'limit-reached', clientIp: '192.0.2.9' })
    clock.now += 10_000
    await run()
    const unknown = ['110113', '110126', '4', '192.0.2.1', '192.0.2.1', 'unknown-client']
    const denied = ['110113', '110126', '4', 'clinic', '192.0.2.1', 'not-allowed']
    assert.deepEqual((await list()).toSorted(), [unknown, denied].toSorted())
    await refuse({})
    clock.now += 10_000
    await run()
    assert.equal((await list()).length, 2)
    clock.now += hour
    await refuse({})
    clock.now += 10_000
    await run()
    assert.equal((await list()).length, 3)
    await stop()
  },
)

onBothEngines('of several processes one enters refused nodes, and another goes on after it', async (database) => {
  const { clock, follower, refuse, list } = start(database)
  const [first, second] = [follower('one'), follower('two')]
  await refuse({})
  clock.now += 10_000
  await first.run()
  await second.run()
  assert.equal((await list()).length, 1)
  await first.stop()
  await refuse({ clientIp: '192.0.2.2' })
  clock.now += 60_000
  await second.run()
  assert.equal((await list()).length, 2)
  await second.stop()
})

onBothEngines('a crowd of addresses does not fill the audit log', async (database) => {
  const { clock, follower, refuse, list } = start(database)
  const { run, stop } = follower()
  for (let i = 0; i < 1_100; i++) await refuse({ clientIp: `10.0.${i >> 8}.${i & 255}` })
  clock.now += 10_000
  await run()
  assert.ok((await list()).length > 0)
  const { count } = await database.kysely
    .withTables<{ audits: object }>()
    .selectFrom('audits')
    .select((eb) => eb.fn.countAll().as('count'))
    .executeTakeFirstOrThrow()
  assert.equal(Number(count), 1_000)
  await stop()
})
