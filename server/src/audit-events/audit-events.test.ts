import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { claims } from '../platform/database/claims.ts'
import type { Database } from '../platform/database/database.ts'
import { idGenerator } from '../platform/ids.ts'
import { logTo } from '../platform/log.ts'
import { indexPatients } from '../processes/control/index-patients.ts'
import { findErrors } from '../testing/balp/check-profile.ts'
import { makeEveryAuditEvent } from '../testing/every-audit-event.ts'
import { newChannel } from '../testing/history-api.ts'
import { basic } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'
import { begun, outcome } from '../testing/transactions.ts'
import { wholeApi } from '../testing/whole-api.ts'
import { type Begun, type Outcome, recorder } from '../transactions/index.ts'
import type { AuditEvent } from './fhir/event.ts'

const minute = 60_000
const ada = basic('ada@example.org', 'correct horse battery')

type Bundle = { link: { relation: string; url: string }[]; entry: { resource: AuditEvent }[] }
type Recorded = Omit<Partial<Begun>, 'status'> & {
  status?: number | null
  location?: string
  answer?: Partial<Outcome>
}

/** An installation with a record that a test writes. */
async function startInstallation(database: Database) {
  const { app, stores, secrets } = await wholeApi({}, database)
  const call = async (url: string, headers: Record<string, string> = {}) => {
    const answer = await app.inject({ method: 'GET', url, headers: { ...ada, ...headers } })
    return { status: answer.statusCode, type: String(answer.headers['content-type']), body: answer.json() }
  }
  const record = recorder(database)
  const newId = idGenerator('00000c')
  const add = async ({ status = 200, location, answer, ...request }: Recorded = {}) => {
    const at = request.requestedAt ?? Date.now() - minute
    const id = newId(at)
    await record.begin(begun({ id, requestedAt: at, method: 'GET', query: '', ...request }))
    const responseHeaders = JSON.stringify(location === undefined ? [] : ['Location', location])
    const failed = status === null || status >= 500
    await record.complete(
      outcome(id, {
        respondedAt: at + 5,
        responseStatus: status ?? 502,
        responseHeaders,
        status: failed ? 'Failed' : 'Successful',
        ...answer,
      }),
    )
    return id
  }
  const follow = async () => {
    const follower = indexPatients(database, stores, {
      claims: claims(database, 'test'),
      digest: secrets.searchDigest,
      now: () => Date.now() + minute,
      log: logTo('warn', 'test'),
    })
    await follower.run()
    await follower.stop()
  }
  const search = async (query = ''): Promise<Bundle> => (await call(`/fhir/AuditEvent?${query}`)).body
  const list = async (query = '') => (await search(query)).entry.map(({ resource }) => resource)
  const listIds = async (query: string) =>
    (await list(query))
      .filter(({ id }) => id.startsWith('transaction-'))
      .map(({ id }) => id.slice('transaction-'.length))
  return { app, call, stores, secrets, add, follow, search, list, listIds }
}

onBothEngines('every audit event validates, by its profile of IHE BALP or by FHIR R4', async (database) => {
  const { events, transactions } = await makeEveryAuditEvent(database)
  for (const event of events) assert.deepEqual(findErrors({ ...event }), [], JSON.stringify(event, null, 1))
  const found = events.filter(({ id }) => id.startsWith('transaction-')).map(({ id }) => id.slice(12))
  assert.deepEqual(found, transactions.toReversed(), 'there is one event for each transaction')
  const profiles = new Set(events.flatMap(({ meta }) => meta.profile ?? []).map((url) => url.split('.').at(-1)))
  const names = ['Create', 'Read', 'Update', 'Delete', 'Query']
  assert.deepEqual([...profiles].sort(), names.flatMap((name) => [name, `Patient${name}`]).sort())
  const kinds = new Set(events.map(({ id }) => id.replace(/-[^-]*$/, '')))
  assert.deepEqual([...kinds].sort(), ['audit', 'body-view', 'transaction'])
})

const damages: [what: string, break_: (event: Record<string, never> & AuditEvent) => void][] = [
  ['no network of the client', ({ agent }) => delete agent[0]?.network],
  ['another action', (event) => Object.assign(event, { action: 'C' })],
  ['another outcome', (event) => Object.assign(event, { outcome: '4' })],
  ['no time', (event) => Object.assign(event, { recorded: undefined })],
  ['no patient', (event) => Object.assign(event, { entity: event.entity?.filter(({ role }) => role?.code !== '1') })],
  ['two objects', ({ entity }) => entity?.push(...entity.slice(-1))],
  ['another role', ({ entity }) => Object.assign(entity?.at(-1)?.role ?? {}, { code: '24' })],
  ['an element that is not defined', (event) => Object.assign(event, { extra: 1 })],
  ['a patient that is none', ({ entity }) => Object.assign(entity?.[1]?.what ?? {}, { reference: 'Group/1' })],
  ['a number as a text', (event) => Object.assign(event.source, { site: 1 })],
]

onBothEngines('the check of profiles finds planted faults', async (database) => {
  const { add, list } = await startInstallation(database)
  await add({ path: '/fhir/Patient/7' })
  const [event] = await list('type=rest')
  assert.ok(event)
  assert.deepEqual(findErrors({ ...event }), [])
  for (const [what, damage] of damages) {
    const damaged = structuredClone(event)
    Reflect.apply(damage, undefined, [damaged])
    assert.notDeepEqual(findErrors(JSON.parse(JSON.stringify(damaged))), [], what)
  }
})

onBothEngines('audit events are found by the parameters of ITI-81', async (database) => {
  const { app, add, follow, call, listIds, stores } = await startInstallation(database)
  await app.inject({
    method: 'POST',
    url: '/clients',
    headers: ada,
    payload: { clientID: 'lab', name: 'Laboratory', roles: ['nurse'], clientDomain: 'lab.example.org' },
  })
  const lab = (await stores.clients.findByClientID('lab'))?._id ?? ''
  const read = await add({ path: '/fhir/Patient/7', client: lab, clientIp: '10.1.2.3' })
  const search = await add({ path: '/fhir/Observation', query: 'patient=7', status: 403 })
  const token = await add({ path: '/fhir/Patient', query: 'identifier=urn:nid%7C42,urn:nid%7C43' })
  const create = await add({ path: '/fhir/Patient', method: 'POST', location: '/fhir/Patient/99' })
  const other = await add({ path: '/openhie/x', requestedAt: Date.UTC(2026, 0, 31, 12), status: null })
  await follow()
  const cases: [query: string, expected: string[]][] = [
    ['patient=Patient/7', [search, read]],
    ['patient=7', [search, read]],
    ['patient=7&outcome=0', [read]],
    ['patient=7,99', [create, search, read]],
    ['patient.identifier=urn:nid%7C42', [token]],
    ['patient.identifier=43', [token]],
    ['patient.identifier=urn:other%7C43', []],
    ['agent=lab', [read]],
    ['agent.identifier=lab', [read]],
    ['agent-name=labor', [read]],
    ['address=10.1', [read]],
    ['entity=Patient/99', [create]],
    [`entity-id=${create}`, [create]],
    ['entity-role=24&type=rest', [token, search]],
    ['subtype=read', [read, other]],
    ['subtype=http://hl7.org/fhir/restful-interaction%7Ccreate', [create]],
    ['action=C,R&type=rest', [create, read, other]],
    ['outcome=8&type=rest', [other]],
    ['date=2026-01-31&type=rest', [other]],
    ['date=2026-01&source=Mediary&type=rest', [other]],
    ['date=lt2026-01-31', []],
    ['date=ge2026-01-31T12:00:00Z&date=le2026-02&type=rest', [other]],
    [`_id=transaction-${token}`, [token]],
  ]
  for (const [query, expected] of cases) assert.deepEqual(await listIds(query), expected, query)
  await app.inject({
    method: 'POST',
    url: '/authenticate/local',
    payload: { username: 'eve@example.org', password: 'x' },
  })
  const signIn = await call('/fhir/AuditEvent?type=110114&agent=eve@example.org&outcome=8')
  assert.equal(signIn.body.entry[0].resource.subtype[0].code, '110122')
  await follow()
  assert.deepEqual(
    (await call('/fhir/AuditEvent?patient=7&type=110101')).body.entry.length > 0,
    true,
    'who asked is found',
  )
})

onBothEngines('pages of audit events lead to each other and lose none', async (database) => {
  const { add, follow, search } = await startInstallation(database)
  const all: string[] = []
  for (let i = 0; i < 23; i++) all.push(await add({ path: `/fhir/Patient/${i % 2}` }))
  await follow()
  const found: string[] = []
  for (let url: string | undefined = 'patient=1&_count=5'; url; ) {
    const page: Bundle = await search(url)
    assert.ok(page.entry.length <= 5)
    found.push(...page.entry.map(({ resource }) => resource.id))
    url = page.link.find(({ relation }) => relation === 'next')?.url.split('?')[1]
  }
  const expected = all.filter((_, i) => i % 2).toReversed()
  assert.deepEqual(
    found.filter((id) => id.startsWith('transaction')),
    expected.map((id) => `transaction-${id}`),
  )
})

onBothEngines(
  'errors are resources of FHIR, and unknown parameters are refused unless the caller is lenient',
  async (database) => {
    const { app, call } = await startInstallation(database)
    for (const url of ['/fhir/AuditEvent?colour=red', '/fhir/AuditEvent?date=soon', '/fhir/AuditEvent?_count=many']) {
      const { status, type, body } = await call(url)
      assert.deepEqual(
        [status, type, body.resourceType],
        [400, 'application/fhir+json; charset=utf-8', 'OperationOutcome'],
        url,
      )
    }
    const strict = await call('/fhir/AuditEvent?colour=red', { prefer: 'handling=strict' })
    assert.equal(strict.status, 400)
    const lenient = await call('/fhir/AuditEvent?colour=red&_count=3', { prefer: 'handling=lenient' })
    assert.equal(lenient.status, 200)
    assert.match(JSON.stringify(lenient.body.entry.at(-1)), /Parameters without effect: colour/)
    assert.doesNotMatch(lenient.body.link[0].url, /colour/)
    assert.equal((await call('/fhir/AuditEvent/transaction-000000000000000000000000')).status, 404)
    const stranger = await app.inject({ method: 'GET', url: '/fhir/AuditEvent' })
    assert.deepEqual([stranger.statusCode, stranger.json().resourceType], [401, 'OperationOutcome'])
    const { body } = await call('/fhir/metadata')
    assert.deepEqual([body.resourceType, body.rest[0].resource[0].type], ['CapabilityStatement', 'AuditEvent'])
  },
)

onBothEngines(
  'the search keys of a channel that identify patients are found in bodies, hashed ones without their value',
  async (database) => {
    const { app, add, follow, list, listIds, stores } = await startInstallation(database)
    const searchKeys = [
      { name: 'mrn', by: 'hl7-field', expression: 'PID-3', hashed: false },
      { name: 'nid', by: 'json-path', expression: '$.nid', patient: true },
      { name: 'order', by: 'json-path', expression: '$.order', hashed: false },
    ]
    const channel = { ...newChannel('hl7', ['nurse']), searchKeys }
    assert.equal(
      (await app.inject({ method: 'POST', url: '/channels', headers: ada, payload: channel })).statusCode,
      201,
    )
    const id = (await stores.channels.list())[0]?._id ?? ''
    const send = (text: string) => {
      const requestBody = new TextEncoder().encode(text)
      return add({ channel: id, method: 'POST', path: '/hl7', requestBody, requestSize: requestBody.length })
    }
    const message = await send('MSH|^~\\&|LAB\rPID|1||123^^^HOSP&1.2.3&ISO||Doe^John\r')
    const document = await send('{"nid":"N42","order":"O7"}')
    await follow()
    assert.deepEqual(await listIds('patient.identifier=urn:oid:1.2.3%7C123'), [message])
    assert.deepEqual(await listIds('patient.identifier=N42'), [document])
    assert.deepEqual(await listIds('patient.identifier=O7'), [])
    assert.doesNotMatch(JSON.stringify(await list('type=rest')), /N42/)
    const { rows } = await sql`select * from event_patients`.execute(database.kysely)
    assert.doesNotMatch(JSON.stringify(rows), /N42/)
  },
)

onBothEngines('a transaction that a program adds with an earlier time is found, too', async (database) => {
  const { app, add, follow, listIds, stores } = await startInstallation(database)
  await app.inject({ method: 'POST', url: '/channels', headers: ada, payload: newChannel('lab', ['nurse']) })
  const channelID = (await stores.channels.list())[0]?._id ?? ''
  await add({ path: '/fhir/Patient/7' })
  await follow()
  const timestamp = new Date(Date.now() - 60 * minute).toISOString()
  const request = { host: 'h', port: '1', path: '/fhir/Patient/8', method: 'GET', timestamp }
  const response = { status: 200, timestamp }
  const payload = { channelID, status: 'Successful', request, response }
  const answer = await app.inject({ method: 'POST', url: '/transactions', headers: ada, payload })
  assert.equal(answer.statusCode, 201, answer.body)
  await follow()
  assert.deepEqual(await listIds('patient=8'), [String(answer.headers.location).split('/').at(-1)])
})
