// Audits go out to a repository: here it is the receiver of this program, with a store of its own.
import assert from 'node:assert/strict'
import { createServer, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import type { NewAudit } from '@mediary/contract/operations/audits'
import { migrations } from '../../../migrations/index.ts'
import { type Database, openDatabase } from '../../platform/database/database.ts'
import { migrate } from '../../platform/database/migrate.ts'
import { idGenerator } from '../../platform/ids.ts'
import { logTo } from '../../platform/log.ts'
import { Settings } from '../../settings/settings.ts'
import { issue } from '../../testing/certificates.ts'
import { freePort } from '../../testing/ports.ts'
import { onBothEngines } from '../../testing/stores.ts'
import { buildAudit, outcomes } from '../events.ts'
import { Intake } from '../receiver/intake.ts'
import { openAuditReceiver } from '../receiver/receiver.ts'
import type { Entry } from '../store.ts'
import { auditStore } from '../store.ts'
import { auditSender } from './sender.ts'
import { chooseTransport } from './transports.ts'
import { writeMessage } from './write-message.ts'

const log = logTo('silent', 'test')
const pauses = { idle: 5, max: 20 }
const ours = (name: string) =>
  buildAudit('Mediary of <Kisumu> & "Gulu"', {
    kind: 'view',
    outcome: outcomes.success,
    who: { userID: `${name}@example.org`, name: 'Éloïse\u0000 "O\'Hara"', groups: ['admin'], address: '192.0.2.7' },
    object: { id: 'GET /transactions/1?a=<b>&c', details: { type: 'reason', value: 'urgent\nété' } },
  })

/** A repository that keeps what it gets, on the ports that are given. */
async function openRepository(over: 'udp' | 'tcp' | 'tls', port: number) {
  const entries: Entry[] = []
  const pair = await issue({ subject: 'CN=localhost', names: ['localhost'] })
  let arrived = () => undefined as void
  const add = async (some: readonly Entry[]) => {
    entries.push(...some)
    arrived()
  }
  const receiver = await openAuditReceiver({
    settings: Settings.parse({
      auditing: { servers: { host: '127.0.0.1', clientCertificates: 'optional', [over]: { enabled: true, port } } },
    }).auditing.servers,
    intake: new Intake({ add }, { log, count: () => undefined }),
    tls: async () => ({ key: pair.key, cert: pair.cert }),
    log,
  })
  const wait = async (count: number) => {
    while (entries.length < count) await new Promise<void>((resolve) => (arrived = resolve))
    return entries.map(({ audit }) => audit)
  }
  return { ...receiver, ca: pair.cert, wait }
}

const openStore = (database: Database) => auditStore(database, { newId: idGenerator() })
const send = (over: 'udp' | 'tcp' | 'tls', port: number, ca = '') =>
  chooseTransport({ interface: over, host: 'localhost', port }, async () => ({ ca }))
const start = (t: TestContext, options: Omit<Parameters<typeof auditSender>[0], 'log' | 'mayStart' | 'pauses'>) => {
  const sender = auditSender({ ...options, log, mayStart: async () => true, pauses })
  t.after(() => sender.close())
  return sender
}

/** What a message carries; the standard has the value of a detail in base64, and no control characters. */
function toReceived({ activeParticipant, participantObjectIdentification, ...audit }: NewAudit) {
  return {
    ...audit,
    activeParticipant: activeParticipant.map((one) => ({
      ...one,
      alternativeUserID: one.alternativeUserID?.replace('\u0000', '\ufffd'),
    })),
    participantObjectIdentification: participantObjectIdentification.map((one) => ({
      ...one,
      participantObjectDetail: one.participantObjectDetail && {
        type: one.participantObjectDetail.type,
        value: Buffer.from(one.participantObjectDetail.value ?? '').toString('base64'),
      },
    })),
  }
}

for (const over of ['udp', 'tcp', 'tls'] as const)
  test(`gateway §23.2: audits reach a repository over ${over} in order, with all that they say`, async (t) => {
    const database = openDatabase(':memory:')
    await migrate(database, migrations)
    const store = openStore(database)
    const port = await freePort()
    const repository = await openRepository(over, port)
    t.after(() => repository.close())
    const sent = ['ada', 'grace', 'edsger'].map(ours)
    await store.add(sent.map((audit) => ({ audit, unsent: true })))
    start(t, { audits: store, send: send(over, port, repository.ca) })
    const received = await repository.wait(3)
    const comparable = received.map(({ rawMessage: _raw, syslog: _syslog, ...audit }) => audit)
    assert.deepEqual(
      comparable,
      sent.map((audit) => {
        const { rawMessage: _raw, syslog: _syslog, ...rest } = toReceived(audit)
        return rest
      }),
    )
    assert.equal(received[0]?.syslog?.msgID, 'DICOM+RFC3881')
  })

onBothEngines(
  'what a repository did not get waits in the store, also over a restart, and is sent once',
  async (database) => {
    const store = openStore(database)
    const port = await freePort()
    await store.add([{ audit: ours('ada'), unsent: true }, { audit: ours('of-others') }])
    const first = auditSender({ audits: store, send: send('tcp', port), mayStart: async () => true, log, pauses })
    await first.close()
    const [waiting] = (await store.list({ limit: 10, page: 0, filters: {} })).filter(({ unsent }) => unsent)
    assert.equal(waiting?.activeParticipant?.[1]?.userID, 'ada@example.org')
    const repository = await openRepository('tcp', port)
    const second = auditSender({ audits: store, send: send('tcp', port), mayStart: async () => true, log, pauses })
    const received = await repository.wait(1)
    await second.close()
    await repository.close()
    assert.equal(received.length, 1)
    assert.deepEqual(await store.listUnsent(10), [])
  },
)

test('a repository that is not the one of its certificate gets nothing', async (t) => {
  const port = await freePort()
  const repository = await openRepository('tls', port)
  t.after(() => repository.close())
  const other = await issue({ subject: 'CN=other' })
  await assert.rejects(send('tls', port, other.cert)([writeMessage(ours('ada'))]), /certificate|self-signed/i)
})

test('a repository that resets the connection has not got the messages', async (t) => {
  const server = createServer((socket: Socket) => socket.resetAndDestroy())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const port = Number(Reflect.get(Object(server.address()), 'port'))
  const message = writeMessage(ours('ada'))
  await assert.rejects(send('tcp', port)(Array.from({ length: 1000 }, () => message)), /ECONNRESET|EPIPE|closed/)
})
