import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NewAudit } from '@mediary/contract/operations/audits'
import type { Database } from '../platform/database/database.ts'
import { validate } from '../platform/http/validate.ts'
import { idGenerator } from '../platform/ids.ts'
import { logTo } from '../platform/log.ts'
import { management } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'
import { auditJournal, auditRoutes, auditStore, deleteOldAudits, outcomes } from './index.ts'

const problems = { accept: 'application/problem+json' }

/** The kind of document that OpenHIM's API and its ATNA receiver store. */
const registration = {
  rawMessage: '<AuditMessage/>',
  syslog: { prival: 85, facilityID: 10, severityID: 5, host: 'emr.example.org', appName: 'emr', pid: '4711' },
  eventIdentification: {
    eventDateTime: '2026-03-04T05:06:07.000Z',
    eventOutcomeIndicator: '0',
    eventActionCode: 'C',
    eventID: { code: '110107', displayName: 'Import', codeSystemName: 'DCM' },
    eventTypeCode: { code: 'ITI-42', displayName: 'Register Document Set-b', codeSystemName: 'IHE Transactions' },
  },
  activeParticipant: [
    { userID: 'Dr. Okello', alternativeUserID: '4711', userIsRequestor: true, networkAccessPointID: '10.0.0.7' },
    {
      userID: 'https://xds.example.org/registry',
      userIsRequestor: 'false',
      roleIDCode: { code: '110152', displayName: 'Destination', codeSystemName: 'DCM' },
    },
  ],
  auditSourceIdentification: { auditSourceID: 'EMR Gulu' },
  participantObjectIdentification: [
    {
      participantObjectID: '1234^^^GULU&1.3.6.1.4.1&ISO',
      participantObjectTypeCode: '1',
      participantObjectIDTypeCode: { code: '2', displayName: 'PatientNumber', codeSystemName: 'RFC-3881' },
      participantObjectDetail: { type: 'sourceId', value: 'ward 3' },
    },
    { participantObjectID: 'urn:oid:1.2.3' },
  ],
}
const at = (eventDateTime: string) => ({
  ...registration,
  eventIdentification: { ...registration.eventIdentification, eventDateTime },
})

async function withAudits(database: Database) {
  const api = await management(database)
  await api.ensureAdmin()
  const audits = auditStore(database, { newId: idGenerator() })
  auditRoutes(api.app, api.require, { audits })
  const list = async (filters: object, more = '') =>
    (
      await api.admin(
        'GET',
        `/audits?filters=${encodeURIComponent(JSON.stringify(filters))}${more}`,
        undefined,
        problems,
      )
    ).body
  return { ...api, audits, list }
}

onBothEngines(
  'management-api §19: an entry that is added is shown in full under its id, in the shape of OpenHIM',
  async (database) => {
    const { admin, list } = await withAudits(database)
    const answer = await admin('POST', '/audits', registration)
    assert.deepEqual([answer.status, answer.text], [201, 'Audit successfully created'])
    const [summary] = await list({})
    const { _id, ...rest } = (await admin('GET', `/audits/${summary._id}`)).body
    assert.deepEqual(rest, {
      ...registration,
      syslog: { ...registration.syslog, prival: '85', facilityID: '10', severityID: '5' },
      activeParticipant: [
        { ...registration.activeParticipant[0], userIsRequestor: 'true' },
        registration.activeParticipant[1],
      ],
    })
    assert.equal((await admin('GET', `/audits/${'f'.repeat(24)}`)).status, 404)
  },
)

onBothEngines(
  'management-api §19: the list is a summary unless everything is asked for, newest event first, by pages',
  async (database) => {
    const { admin, list } = await withAudits(database)
    for (const day of ['02', '03', '01']) await admin('POST', '/audits', at(`2026-01-${day}T00:00:00.000Z`))
    const days = (audits: { eventIdentification: { eventDateTime: string } }[]) =>
      audits.map(({ eventIdentification }) => eventIdentification.eventDateTime.slice(8, 10))
    assert.deepEqual(days(await list({})), ['03', '02', '01'])
    assert.deepEqual(days(await list({}, '&filterLimit=2&filterPage=0')), ['03', '02'])
    assert.deepEqual(days(await list({}, '&filterLimit=2&filterPage=1')), ['01'])
    assert.deepEqual(Object.keys((await list({}))[0]).sort(), [
      '_id',
      'auditSourceIdentification',
      'eventIdentification',
      'syslog',
    ])
    for (const representation of ['simpledetails', 'full'])
      assert.equal((await list({}, `&filterRepresentation=${representation}`))[0].rawMessage, '<AuditMessage/>')
    assert.equal((await admin('GET', '/audits?filterLimit=1001')).status, 400)
  },
)

onBothEngines('management-api §19: a null character, which PostgreSQL cannot store, is replaced', async (database) => {
  const audits = auditStore(database, { newId: idGenerator() })
  const audit = NewAudit.parse({ ...registration, rawMessage: 'a\u0000b', activeParticipant: { userID: 'c\u0000d' } })
  await audits.add([{ audit }])
  const [stored] = await audits.list({ limit: 1, page: 0, filters: {} })
  assert.deepEqual([stored?.rawMessage, stored?.activeParticipant?.[0]?.userID], ['a\ufffdb', 'c\ufffdd'])
})

onBothEngines('management-api §19: what occurs is offered as choices of filters, each once', async (database) => {
  const { admin } = await withAudits(database)
  const { eventID, eventTypeCode } = registration.eventIdentification
  for (let i = 0; i < 2; i++) await admin('POST', '/audits', registration)
  const expected = {
    eventType: [eventTypeCode],
    eventID: [eventID],
    activeParticipantRoleID: [registration.activeParticipant[1]?.roleIDCode],
    participantObjectIDTypeCode: [registration.participantObjectIdentification[0]?.participantObjectIDTypeCode],
    auditSourceID: ['EMR Gulu'],
  }
  assert.deepEqual((await admin('GET', '/audits-filter-options')).body, expected)
  assert.deepEqual((await admin('GET', '/audits-filter-options/')).body, expected)
})

const patient = (id: string, authority = '.*', authorityId = '.*') =>
  `${id}\\\\^\\\\^\\\\^${authority}&${authorityId}&.*`
const object = 'participantObjectIdentification.participantObjectID'
const { eventID } = registration.eventIdentification

/** As OpenHIM's console writes them, and as its documentation does. */
const filters: [filters: object, found: boolean][] = [
  [{ 'eventIdentification.eventDateTime': JSON.stringify({ $gte: '2026-03-04', $lte: '2026-03-05' }) }, true],
  [{ 'eventIdentification.eventDateTime': JSON.stringify({ $gte: '2026-03-05', $lte: '2026-03-06' }) }, false],
  [{ 'eventIdentification.eventDateTime': { $lt: '2026-03-04T05:06:07Z' } }, false],
  [{ 'eventIdentification.eventID': eventID }, true],
  [{ 'eventIdentification.eventID': JSON.stringify(eventID) }, true],
  [{ 'eventIdentification.eventID': { ...eventID, code: '110106' } }, false],
  [{ 'eventIdentification.eventID.code': '110107', 'eventIdentification.eventID.codeSystemName': 'DCM' }, true],
  [{ 'eventIdentification.eventActionCode': 'C', 'eventIdentification.eventOutcomeIndicator': '0' }, true],
  [{ 'eventIdentification.eventOutcomeIndicator': 0 }, true],
  [{ 'eventIdentification.eventOutcomeIndicator': '8' }, false],
  [{ 'activeParticipant.userID': 'dr. okello' }, true],
  [{ 'activeParticipant.userID': 'Dr. Okello', 'activeParticipant.networkAccessPointID': '10.0.0.7' }, true],
  [{ 'activeParticipant.userID': 'Dr. Okello', 'activeParticipant.networkAccessPointID': '10.0.0.8' }, false],
  [{ 'activeParticipant.roleIDCode': registration.activeParticipant[1]?.roleIDCode }, true],
  [{ [`${object}`]: JSON.stringify(patient('1234')) }, true],
  [{ [object]: '"1234\\\\^\\\\^\\\\^.*&.*&.*"' }, true],
  [{ [object]: JSON.stringify(patient('1234', 'GULU', '1.3.6.1.4.1')) }, true],
  [{ [object]: JSON.stringify(patient('1234', '.*', '1.3.6.1.4.1')) }, true],
  [{ [object]: JSON.stringify(patient('1234', 'GULU', '1.3.6.1.4.2')) }, false],
  [{ [object]: JSON.stringify(patient('234')) }, false],
  [{ [object]: JSON.stringify(patient('1234', 'GUL')) }, false],
  [{ [object]: JSON.stringify('urn:oid:1.2.3') }, true],
  [{ [object]: 'urn:oid:1.2.3' }, true],
  [{ [object]: { type: 'AND', patientID: patient('1234'), objectID: 'urn:oid:1.2.3' } }, true],
  [{ [object]: { type: 'AND', patientID: patient('1234'), objectID: 'urn:oid:9' } }, false],
  [{ 'participantObjectIdentification.participantObjectDetail.type': 'sourceId' }, true],
  [{ 'participantObjectIdentification.participantObjectDetail.value': 'ward 3' }, true],
  [{ 'auditSourceIdentification.auditSourceID': 'EMR Gulu' }, true],
  [{ 'auditSourceIdentification.auditSourceID': 'EMR Lira' }, false],
]

onBothEngines('audits: every filter of OpenHIM’s console finds what it says, and nothing else', async (database) => {
  const { admin, list } = await withAudits(database)
  await admin('POST', '/audits', {
    ...registration,
    activeParticipant: [],
    participantObjectIdentification: [],
    auditSourceIdentification: null,
    eventIdentification: { eventOutcomeIndicator: 4 },
  })
  await admin('POST', '/audits', registration)
  for (const [filter, found] of filters) {
    const audits = await list(filter)
    assert.equal(audits.length, found ? 1 : 0, `${JSON.stringify(filter)}: ${JSON.stringify(audits)}`)
  }
})

const refusedFilters = [
  { [object]: JSON.stringify('(a+)+$\\^\\^\\^.*&.*&.*') },
  { [object]: JSON.stringify(patient('1234', '(a|a)*b')) },
  { [object]: JSON.stringify(patient('1234', '.*', '.+')) },
  { [object]: JSON.stringify('.*') },
  { [object]: { $regex: '.*' } },
  { [object]: { $where: 'sleep(1)' } },
  { 'activeParticipant.userID': { $ne: '' } },
  { $where: 'true' },
  { rawMessage: 'x' },
  { 'eventIdentification.eventID': { $gt: '' } },
  { 'eventIdentification.eventDateTime': { $where: '1' } },
]
onBothEngines('audits: a filter with an expression, an operator or an unknown field is refused', async (database) => {
  const { list } = await withAudits(database)
  for (const filter of refusedFilters) assert.equal((await list(filter)).status, 400, JSON.stringify(filter))
})

const refusedDocuments: [document: object, path: string][] = [
  [{ colour: 'green' }, 'colour'],
  [{ eventIdentification: { eventDateTime: 'yesterday' } }, 'eventIdentification.eventDateTime'],
  [{ activeParticipant: [{ userID: { $ne: 1 } }] }, 'activeParticipant.0.userID'],
  [{ activeParticipant: [{ user: 'x' }] }, 'activeParticipant.0.user'],
  [{ activeParticipant: Array.from({ length: 201 }, () => ({ userID: 'x' })) }, 'activeParticipant'],
  [{ unreadable: 'x' }, 'unreadable'],
]
for (const [document, path] of refusedDocuments)
  test(`audits: the document ${JSON.stringify(document).slice(0, 60)} is refused by its field`, async () => {
    assert.throws(
      () => validate(NewAudit, document, { refuseUnknown: true }),
      (error: { problem: { issues: { path: string }[] } }) => error.problem.issues[0]?.path === path,
    )
  })

onBothEngines('audits: who may view them may not add any, and who may do neither is refused', async (database) => {
  const { addUser } = await withAudits(database)
  const viewer = await addUser('grace@example.org', { 'audit-trail-view': true })
  assert.equal((await viewer('GET', '/audits')).status, 200)
  assert.equal((await viewer('POST', '/audits', registration)).status, 403)
  const nobody = await addUser('joan@example.org', { 'transaction-view-all': true })
  for (const url of ['/audits', `/audits/${'f'.repeat(24)}`, '/audits-filter-options'])
    assert.equal((await nobody('GET', url)).status, 403)
})

onBothEngines(
  'management-api §19: retention deletes those that were recorded before a time, whatever their event time',
  async (database) => {
    const { admin, list } = await withAudits(database)
    await admin('POST', '/audits', at('1990-01-01T00:00:00.000Z'))
    assert.equal(await deleteOldAudits(database, Date.now() - 60_000, 10), 0)
    assert.equal((await list({ 'activeParticipant.userID': 'Dr. Okello' })).length, 1)
    assert.equal(await deleteOldAudits(database, Date.now() + 60_000, 10), 1)
    assert.deepEqual(await list({ 'activeParticipant.userID': 'Dr. Okello' }), [])
  },
)

onBothEngines(
  'management-api §19: an entry that cannot be written is in the log at once, and in the store later',
  async (database) => {
    const audits = auditStore(database, { newId: idGenerator() })
    const away = new Error('the store is away')
    const logged: string[] = []
    let isAway = true
    const written = Promise.withResolvers<void>()
    const journal = auditJournal(
      {
        async add(entries) {
          if (isAway) throw away
          await audits.add(entries)
          written.resolve()
        },
      },
      { source: 'Mediary', sends: false, log: logTo('error', 'test', (line) => logged.push(line)) },
    )
    await journal.record({ kind: 'sign-in', outcome: outcomes.success, who: { userID: 'ada@example.org' } })
    assert.match(logged.join(), /audits could not be written yet/)
    assert.match(logged.join(), /ada@example\.org/)
    isAway = false
    await written.promise
    await journal.close()
    const [entry] = await audits.list({ limit: 10, page: 0, filters: {} })
    assert.equal(entry?.activeParticipant?.[1]?.userID, 'ada@example.org')
  },
)
