import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findChanged, findKnownEvent, findPerson, findTransaction, listEvents, toFilters } from './rules.ts'

const id = 'f'.repeat(24)
const login = { code: '110122', displayName: 'Login', codeSystemName: 'DCM' }
const now = '2026-11-29T10:00:00.000Z'

test('the filters of the address become those of the API', () => {
  const filters = toFilters({ event: 'type|110122|DCM', outcome: '8', person: ' ada ', since: now }, '')
  assert.deepEqual(filters, {
    'eventIdentification.eventTypeCode.code': '110122',
    'eventIdentification.eventTypeCode.codeSystemName': 'DCM',
    'eventIdentification.eventOutcomeIndicator': '8',
    'activeParticipant.userID': 'ada',
    'eventIdentification.eventDateTime': { $gte: now },
  })
  assert.equal(toFilters({}, 'patient 7')['participantObjectIdentification.participantObjectID'], 'patient 7')
})

test('a kind of event that its types tell is offered by them only', () => {
  const options = { activeParticipantRoleID: [], participantObjectIDTypeCode: [], auditSourceID: [] }
  const kinds = ['110114', '110106'].map((code) => ({ code, displayName: code, codeSystemName: 'DCM' }))
  const events = listEvents({ ...options, eventType: [login], eventID: kinds })
  assert.deepEqual(
    events.map(({ value }) => value),
    ['type|110122|DCM', 'id|110106|DCM'],
  )
})

test('an event has words when its code is that of DICOM', () => {
  assert.equal(findKnownEvent(login), '110122')
  assert.equal(findKnownEvent({ ...login, codeSystemName: 'IHE Transactions' }), undefined)
  assert.equal(findKnownEvent({ code: '1', displayName: 'x', codeSystemName: 'DCM' }), undefined)
})

test('the person is the one who asked, not the program that wrote the audit', () => {
  const participant = (userID: string, userIsRequestor: string) => ({
    userID,
    userIsRequestor,
    alternativeUserID: undefined,
    networkAccessPointID: undefined,
    networkAccessPointTypeCode: undefined,
    roleIDCode: undefined,
  })
  const event = { eventDateTime: now } as const
  const identification = {
    ...event,
    eventOutcomeIndicator: '0',
    eventActionCode: 'E',
    eventID: login,
    eventTypeCode: login,
  }
  const activeParticipant = [participant('Mediary', 'false'), participant('ada', 'true'), participant('x', 'false')]
  assert.equal(findPerson({ _id: id, eventIdentification: identification, activeParticipant })?.userID, 'ada')
})

for (const [call, changed] of [
  [`PUT /clients/${id}`, { object: 'client', id }],
  [`POST /clients/${id}/credentials`, { object: 'client', id }],
  ['POST /users', { object: 'user', id: undefined }],
  ['DELETE /users/ada@example.org', { object: 'user', id: undefined }],
  ['GET /metadata', undefined],
  ['POST /restart', undefined],
] as const)
  test(`the history of what ${call} changed is found`, () => assert.deepEqual(findChanged(call), changed))

test('the transaction that was viewed is found', () => {
  assert.equal(findTransaction(`GET /transactions/${id}/bodies/request`), id)
  assert.equal(findTransaction('GET /transactions'), undefined)
})
