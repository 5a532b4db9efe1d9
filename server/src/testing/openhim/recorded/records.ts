import type { RecordedSection } from './exchange.ts'

const missing = 'f'.repeat(24)
const code = { code: '110112', displayName: 'Query', codeSystemName: 'DCM' }
const audit = {
  eventIdentification: {
    eventDateTime: '2024-01-02T03:04:05.678Z',
    eventOutcomeIndicator: '0',
    eventID: code,
    eventTypeCode: code,
  },
  activeParticipant: [{ userID: 'ada', roleIDCode: code }],
  auditSourceIdentification: { auditSourceID: 'emr' },
  participantObjectIdentification: [{ participantObjectID: '1^^^a&b&ISO', participantObjectIDTypeCode: code }],
}
const filters = (value: object) => encodeURIComponent(JSON.stringify(value))
const bySource = filters({ 'auditSourceIdentification.auditSourceID': 'emr' })
const byTime = filters({
  'eventIdentification.eventDateTime': JSON.stringify({ $gte: '2024-01-02T00:00:00Z', $lte: '2024-01-03T00:00:00Z' }),
})
const byPatient = filters({
  'participantObjectIdentification.participantObjectID': JSON.stringify('1\\^\\^\\^.*&.*&.*'),
})

const audits: RecordedSection = {
  section: 'management-api §19',
  title: 'audits',
  exchanges: [
    { call: ['POST', '/audits', audit], openhim: 201, answers: 'Audit successfully created' },
    {
      call: ['GET', `/audits?filters=${bySource}`],
      openhim: 200,
      answers: [{ eventIdentification: { eventID: code } }],
    },
    {
      call: ['GET', `/audits?filterRepresentation=full&filters=${byTime}`],
      openhim: 200,
      answers: [{ activeParticipant: [{ userID: 'ada' }] }],
    },
    {
      call: ['GET', `/audits?filterLimit=10&filterPage=0&filters=${byPatient}`],
      openhim: 200,
      answers: [{ auditSourceIdentification: { auditSourceID: 'emr' } }],
    },
    { call: ['GET', `/audits/${missing}`], openhim: 404 },
    { call: ['GET', '/audits-filter-options'], openhim: 200 },
    { call: ['GET', '/audits-filter-options/'], openhim: 200 },
    { call: ['POST', '/audits', { ...audit, unknown: 1 }], openhim: 201, here: 400, listed: '`POST /audits`' },
  ],
}

const events: RecordedSection = {
  section: 'management-api §14',
  title: 'events',
  exchanges: [{ call: ['GET', '/events/0'], openhim: 200, answers: { events: [] } }],
}

const logs: RecordedSection = {
  section: 'management-api §20',
  title: 'logs',
  exchanges: [
    { call: ['GET', '/logs?level=debug&start=0&limit=10'], openhim: 200 },
    { call: ['GET', '/logs?from=2024-01-02T03:04:05.678Z&until=2024-01-03T03:04:05.678Z'], openhim: 200, answers: [] },
  ],
}

const about: RecordedSection = {
  section: 'management-api §22',
  title: 'what the server says of itself',
  exchanges: [
    { call: ['GET', '/about'], openhim: 200, answers: { currentCoreVersion: '8.5.0' } },
    { call: ['GET', '/about'], openhim: 401, isPublic: true },
    { call: ['GET', '/heartbeat'], openhim: 200, isPublic: true },
  ],
}

const client = { clientID: 'clinic', name: 'Clinic', roles: ['nurse'] }

const imports: RecordedSection = {
  section: 'management-api §18.2',
  title: 'the results of an import and of a validation',
  exchanges: [
    {
      call: ['POST', '/metadata/validate', { Clients: [client], Foo: [{}] }],
      openhim: 201,
      answers: [
        { model: 'Clients', status: 'Valid', uid: 'clinic' },
        { model: 'Foo', status: 'Error' },
      ],
    },
    {
      call: ['POST', '/metadata', { Clients: [client], Foo: [{}] }],
      openhim: 201,
      answers: [
        { model: 'Clients', status: 'Inserted', uid: 'clinic' },
        { model: 'Foo', status: 'Error' },
      ],
    },
    { call: ['POST', '/metadata', { Clients: [client] }], openhim: 201, answers: [{ status: 'Updated' }] },
    { call: ['POST', '/metadata/validate', { Clients: [client] }], openhim: 201, answers: [{ status: 'Conflict' }] },
    {
      call: ['POST', '/metadata', { Users: [{ email: 'none' }] }],
      openhim: 201,
      answers: [{ model: 'Users', status: 'Error' }],
    },
  ],
}

const exported: RecordedSection = {
  section: 'management-api §18.1',
  title: 'an export',
  exchanges: [
    {
      call: ['POST', '/clients', { ...client, password: 'a secret of it' }],
      openhim: 201,
      answers: 'Client successfully created',
    },
    {
      call: ['GET', '/metadata'],
      openhim: 200,
      answers: [{ Clients: [{ clientID: 'clinic' }], Channels: [], Mediators: [], ContactGroups: [], Passports: [] }],
    },
  ],
}

/** The recorded exchanges of audits, events, logs, the server itself, imports and exports. */
export const recordedRecords = [audits, events, logs, about, imports, exported]
