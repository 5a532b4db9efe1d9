import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Client } from '@mediary/contract/clients'
import { type Draft, findFaultyTabs, findIssues, findMismatch, isTaken, toBody, toDraft } from './form-rules.ts'

const stored: Client = {
  _id: '65a000000000000000000001',
  clientID: 'clinic-1',
  name: 'Clinic 1',
  roles: ['lab'],
  organization: 'MoH',
  customTokenSet: false,
  passwordSet: true,
  status: 'enabled',
}
const filled: Draft = { ...toDraft(undefined), clientID: 'a', name: 'A', roles: ['lab'], customTokenID: 't' }

test('an empty form lacks its id, its name, a role and a mechanism', () => {
  assert.deepEqual(findIssues(toDraft(undefined), undefined, ['basic-auth']), {
    clientID: 'fault.required',
    name: 'fault.required',
    roles: 'fault.roles',
    mechanism: 'fault.mechanism',
  })
})

test('each mechanism alone satisfies the rule', () => {
  const bare = { ...filled, customTokenID: '' }
  assert.ok(findIssues(bare, undefined, []).mechanism)
  assert.deepEqual(findIssues(bare, undefined, ['jwt-auth']), {})
  assert.deepEqual(findIssues({ ...bare, certFingerprint: 'AA' }, undefined, []), {})
  assert.deepEqual(findIssues({ ...bare, password: 'p', confirm: 'p' }, undefined, []), {})
  assert.deepEqual(findIssues(filled, undefined, []), {})
})

test('stored credentials count until they are removed', () => {
  assert.deepEqual(findIssues(toDraft(stored), stored, []), {})
  assert.ok(findIssues({ ...toDraft(stored), passwordRemoved: true }, stored, []).mechanism)
})

test('a password needs the same confirmation', () => {
  assert.equal(findIssues({ ...filled, password: 'p' }, undefined, []).confirm, 'fault.confirm')
})

test('an edit sends no credential that was not touched, and clears an emptied text', () => {
  assert.deepEqual(toBody({ ...toDraft(stored), organization: '' }, stored), {
    clientID: 'clinic-1',
    name: 'Clinic 1',
    roles: ['lab'],
    organization: null,
    softwareName: null,
    description: null,
    location: null,
    contactPerson: null,
    contactPersonEmail: null,
    clientDomain: null,
  })
})

test('removing a password sends null, typing a new one wins over removing', () => {
  assert.equal(toBody({ ...toDraft(stored), passwordRemoved: true }, stored).password, null)
  assert.equal(toBody({ ...toDraft(stored), passwordRemoved: true, password: 'n' }, stored).password, 'n')
})

test('a new role may carry the name of no role and of no client, not even of this one', () => {
  for (const name of ['lab', 'old', 'other', 'a']) assert.ok(isTaken(name, filled, ['old'], ['other']), name)
  assert.ok(!isTaken('fresh', filled, ['old'], ['other']))
})

test('a certificate fits its CN or one of its DNS names, in any case', () => {
  const certificate = {
    _id: stored._id,
    commonName: 'clinic.example.org',
    subjectAltNames: ['DNS:alt.example.org'],
    validity: { start: '', end: '' },
    data: '',
    fingerprint: 'AA',
    fingerprint256: 'BB',
  }
  assert.equal(findMismatch(certificate, 'Clinic.example.org'), undefined)
  assert.equal(findMismatch(certificate, 'alt.example.org'), undefined)
  assert.equal(findMismatch(certificate, 'else.example.org'), 'mismatch')
  assert.equal(findMismatch(certificate, ''), 'no-domain')
})

test('an issue marks its tab', () => {
  assert.deepEqual(findFaultyTabs(['name']), { basic: true, authentication: false })
  assert.deepEqual(findFaultyTabs(['confirm']), { basic: false, authentication: true })
})
