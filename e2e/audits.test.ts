/** Two whole programs: one sends its audits over TCP, TLS or UDP, the other receives them. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { freePort } from '../server/src/testing/ports.ts'
import { type Program, startProgram } from './program.ts'
import { until } from './until.ts'

const running: Program[] = []
after(() => Promise.all(running.map((program) => program.end())))

async function start(env: Record<string, string>) {
  const program = await startProgram({ workers: 1, env })
  running.push(program)
  return program
}
type Shown = {
  unsent?: boolean
  auditSourceIdentification?: { auditSourceID?: string }
  eventIdentification: { eventTypeCode?: { displayName?: string } }
}
const list = ({ get }: Program) => get<Shown[]>('/audits?filterRepresentation=full')
const findStart = async (program: Program, source: string) =>
  (await list(program)).find(
    ({ auditSourceIdentification, eventIdentification }) =>
      auditSourceIdentification?.auditSourceID === source &&
      eventIdentification.eventTypeCode?.displayName === 'Application Start',
  )

test('audits of one program reach the listeners of another, over TCP, UDP and TLS', async () => {
  const ports = { tcp: await freePort(), udp: await freePort(), tls: await freePort() }
  const repository = await start({
    MEDIARY_AUDITING_SERVERS_HOST: '127.0.0.1',
    MEDIARY_AUDITING_SERVERS_TCP_ENABLED: 'true',
    MEDIARY_AUDITING_SERVERS_TCP_PORT: String(ports.tcp),
    MEDIARY_AUDITING_SERVERS_UDP_ENABLED: 'true',
    MEDIARY_AUDITING_SERVERS_UDP_PORT: String(ports.udp),
    MEDIARY_AUDITING_SERVERS_TLS_ENABLED: 'true',
    MEDIARY_AUDITING_SERVERS_TLS_PORT: String(ports.tls),
    MEDIARY_AUDITING_SERVERS_CLIENT_CERTIFICATES: 'optional',
  })
  const { data: cert } = await repository.get<{ data: string }>('/keystore/cert')
  for (const over of ['tcp', 'udp', 'tls'] as const) {
    const source = `sender over ${over}`
    const sender = await start({
      MEDIARY_AUDITING_AUDIT_EVENTS_INTERFACE: over,
      MEDIARY_AUDITING_AUDIT_EVENTS_HOST: '127.0.0.1',
      MEDIARY_AUDITING_AUDIT_EVENTS_PORT: String(ports[over]),
      MEDIARY_AUDITING_AUDIT_EVENTS_AUDIT_SOURCE_ID: source,
    })
    if (over === 'tls') {
      assert.equal((await findStart(sender, source))?.unsent, true, 'it waits for a repository that is trusted')
      assert.equal((await sender.call('POST', '/keystore/ca/cert', { cert })).status, 201)
    }
    await until(`the start has arrived over ${over}`, () => findStart(repository, source), 60_000)
    await until('it waits no more', async () => (await findStart(sender, source))?.unsent === undefined)
  }
})
