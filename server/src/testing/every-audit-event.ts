// Makes an AuditEvent of every kind in an installation: of the record, of administration, and of messages that arrive.
import { api } from '@mediary/contract/api'
import type { Endpoint } from '@mediary/contract/api/endpoint'
import type { AuditEvent } from '../audit-events/fhir/event.ts'
import { type AuditJournal, auditJournal, Intake } from '../audits/index.ts'
import { claims } from '../platform/database/claims.ts'
import type { Database } from '../platform/database/database.ts'
import { idGenerator } from '../platform/ids.ts'
import { logTo } from '../platform/log.ts'
import { indexPatients } from '../processes/control/index-patients.ts'
import { recorder, takeOver } from '../transactions/index.ts'
import { changingCalls } from './endpoints/changing-calls.ts'
import { makeObjects, type Objects } from './endpoints/objects.ts'
import { begun, outcome } from './transactions.ts'

const minute = 60_000
const log = logTo('warn', 'test')

type Entry = Parameters<AuditJournal['record']>[0]
type Kind = Entry['kind']

/** What the program writes about itself. A kind without an entry does not compile. */
const entries: Record<Kind, Omit<Entry, 'kind' | 'outcome'>> = {
  start: {},
  stop: { object: { id: 'worker', details: { type: 'reason', value: 'restart' } } },
  'sign-in': { who: { userID: 'eve@example.org', address: '10.0.0.7' } },
  'sign-out': { who: { userID: 'eve@example.org', name: 'Eve', groups: ['admin', 'readers'], address: '::1' } },
  'audit-log-used': { who: { userID: 'eve@example.org' }, object: { id: '/audits?filters={"a":1}' } },
  view: { who: { userID: '' }, object: { id: '/transactions/1' } },
  export: { action: 'C', object: { id: '/metadata' } },
  change: { action: 'D', object: { id: '/channels/1', details: { type: 'name', value: 'Lab "<é>' } } },
  'security-change': { action: 'U', who: { userID: 'x y' } },
  'user-change': { action: 'C' },
  'refused-node': { object: { id: '10.0.0.9', typeCode: { code: 'a b', displayName: 'Address', codeSystemName: '' } } },
}
const outcomes = ['0', '4', '8', '12'] as const

const message = (xml: string) =>
  Buffer.from(`<85>1 2026-03-04T05:06:07.000Z emr.example.org emr 4711 IHE+RFC-3881 - ${xml}`)
const rfc3881 = `<AuditMessage><EventIdentification EventActionCode="R" EventDateTime="2026-03-04T05:06:07Z" EventOutcomeIndicator="0">
<EventID code="110112" codeSystemName="DCM" displayName="Query"/><EventTypeCode code="ITI-18" codeSystemName="IHE Transactions" displayName="Registry Stored Query"/>
</EventIdentification><ActiveParticipant UserID="dr.okello" UserIsRequestor="true" NetworkAccessPointID="10.0.0.7" NetworkAccessPointTypeCode="2"/>
<AuditSourceIdentification AuditSourceID="EMR Gulu"><AuditSourceTypeCode code="3"/></AuditSourceIdentification>
<ParticipantObjectIdentification ParticipantObjectID="1234^^^GULU&amp;1.3.6&amp;ISO" ParticipantObjectTypeCode="1" ParticipantObjectTypeCodeRole="1"><ParticipantObjectIDTypeCode code="2"/>
</ParticipantObjectIdentification><ParticipantObjectIdentification ParticipantObjectID="q" ParticipantObjectTypeCode="2" ParticipantObjectTypeCodeRole="24"><ParticipantObjectQuery>PHE+</ParticipantObjectQuery>
<ParticipantObjectDetail type="QueryEncoding" value="VVRGLTg="/></ParticipantObjectIdentification></AuditMessage>`
/** Messages of other systems: of both dialects, with little in them, with codes of no standard, and one that is no message. */
const messages = [
  rfc3881,
  rfc3881.replaceAll('code="', 'csd-code="').replaceAll('displayName="', 'originalText="'),
  rfc3881.replace('EventActionCode="R" ', '').replace('EventOutcomeIndicator="0"', 'EventOutcomeIndicator="99"'),
  rfc3881.replace('code="110112" codeSystemName="DCM"', 'code="a b"').replace('<ActiveParticipant', '<Other'),
  '<AuditMessage/>',
  'no message',
]

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']
const paths = [
  '/fhir/Patient/7',
  '/fhir/Patient/7/_history',
  '/fhir/Patient/7/_history/2',
  '/fhir/Observation/3',
  '/fhir/Patient',
  '/fhir/Patient/_search',
  '/fhir/Patient/$match',
  '/fhir/Observation',
  '/openhie/encounters',
  '/',
]
const queries = ['', 'patient=Patient/7', 'subject=7&identifier=urn:nid|42', '_id=7&x=%E0%A4%A']
const statuses = [200, 404, 503, null]

/** Records requests of each method to each path, with each status; returns their ids. */
async function recordRequests(database: Database, client: string): Promise<string[]> {
  // As a worker does: on SQLite headers stand in body files.
  const record = recorder(database, undefined, { journals: true })
  const newId = idGenerator('00000c')
  const ids: string[] = []
  const add = async (
    method: string,
    path: string,
    status: number | null,
    more: { query?: string; location?: string },
  ) => {
    const at = Date.now() - minute
    const [id, query] = [newId(at), more.query ?? '']
    ids.push(id)
    await record.begin(begun({ id, requestedAt: at, method, path, query, client: ids.length % 2 ? client : null }))
    const isFailed = status === null || status >= 500
    const responseHeaders = JSON.stringify(more.location === undefined ? [] : ['Location', more.location])
    const answer = { respondedAt: at + 5, responseStatus: status ?? 502, responseHeaders }
    await record.complete(outcome(id, { ...answer, status: isFailed ? 'Failed' : 'Successful' }))
  }
  for (const [i, method] of methods.entries())
    for (const [j, path] of paths.entries())
      for (const status of statuses) await add(method, path, status, { query: queries[(i + j) % queries.length] ?? '' })
  await add('POST', '/fhir/Patient', 201, { location: 'http://x/fhir/Patient/99/_history/1' })
  await add('GET', '/fhir/Patient/removed', 200, {})
  await takeOver(database)
  return ids
}

/** Makes the entries of the audit log: each call that leaves one, and each kind with each outcome. */
async function administer(objects: Objects, transaction: string) {
  for (const [concept, all] of Object.entries(api))
    for (const [name, endpoint] of Object.entries<Endpoint>(all)) {
      const changing = changingCalls[`${concept}.${name}`]
      if (!changing) continue
      const { url, body } = await changing.prepare(objects)
      if (typeof body === 'string') await objects.sendCsv(url, body)
      else await objects.admin(endpoint.method, url, body)
    }
  const body = `/transactions/${transaction}/bodies/request?reason=${encodeURIComponent('a complaint')}`
  for (const url of [`/transactions/${transaction}?filterRepresentation=full`, body, '/metadata', '/configuration'])
    await objects.admin('GET', url)
  for (const url of ['/audits', '/fhir/AuditEvent?patient=7', '/patient-report?patient=Patient/7', '/audits/bodies'])
    await objects.admin('GET', url)
  const journal = auditJournal(objects.stores.audits, { source: 'Mediary', sends: false, log })
  for (const [kind, entry] of Object.entries(entries))
    for (const one of outcomes) await journal.record({ ...entry, kind: kind as Kind, outcome: one })
}

async function receiveMessages({ stores }: Objects) {
  const intake = new Intake(stores.audits, { log, count: () => undefined })
  for (const xml of messages) intake.add({ bytes: message(xml) })
  await intake.close()
}

type Bundle = { link: { relation: string; url: string }[]; entry: { resource: AuditEvent }[] }

/** Returns every event, newest first, and the ids of the recorded transactions in their order. */
export async function makeEveryAuditEvent(
  database: Database,
): Promise<{ events: AuditEvent[]; transactions: string[] }> {
  const objects = await makeObjects(database)
  const client = await objects.addClient()
  const recorded = await recordRequests(database, client._id)
  // A user removes the last one, which is an event of its own.
  const transactions = recorded.slice(0, -1)
  await objects.change('DELETE', `/transactions/${recorded.at(-1)}`)
  await administer(objects, transactions[0] ?? '')
  await receiveMessages(objects)
  const follower = indexPatients(database, objects.stores, {
    claims: claims(database, 'test'),
    digest: objects.secrets.searchDigest,
    now: () => Date.now() + minute,
    log,
  })
  await follower.run()
  await follower.stop()
  const events: AuditEvent[] = []
  for (let query: string | undefined = '_count=200'; query; ) {
    const page: Bundle = (await objects.admin('GET', `/fhir/AuditEvent?${query}`)).body
    events.push(...page.entry.map(({ resource }) => resource))
    query = page.link.find(({ relation }) => relation === 'next')?.url.split('?')[1]
  }
  return { events, transactions }
}
