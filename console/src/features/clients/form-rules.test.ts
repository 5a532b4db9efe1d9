import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Client } from '@mediary/contract/clients'
import { bodyOf, type Draft, draftOf, faultsOf, isTaken, mismatchOf, tabsWithFaults } from './form-rules.ts'

const stored: Client = {
  _id: '65a000000000000000000001',
  clientID: 'clinic-1',
  name: 'Clinic 1',
  roles: ['lab'],
  organization: 'MoH',
  customTokenSet: false,
  passwordSet: true,
}
const filled: Draft = { ...draftOf(undefined), clientID: 'a', name: 'A', roles: ['lab'], customTokenID: 't' }

test('an empty form lacks its id, its name, a role and a mechanism', () => {
  assert.deepEqual(faultsOf(draftOf(undefined), undefined, ['basic-auth']), {
    clientID: 'fault.required',
    name: 'fault.required',
    roles: 'fault.roles',
    mechanism: 'fault.mechanism',
  })
})

test('each mechanism alone satisfies the rule', () => {
  const bare = { ...filled, customTokenID: '' }
  assert.ok(faultsOf(bare, undefined, []).mechanism)
  assert.deepEqual(faultsOf(bare, undefined, ['jwt-auth']), {})
  assert.deepEqual(faultsOf({ ...bare, certFingerprint: 'AA' }, undefined, []), {})
  assert.deepEqual(faultsOf({ ...bare, password: 'p', confirm: 'p' }, undefined, []), {})
  assert.deepEqual(faultsOf(filled, undefined, []), {})
})

test('stored credentials count until they are removed', () => {
  assert.deepEqual(faultsOf(draftOf(stored), stored, []), {})
  assert.ok(faultsOf({ ...draftOf(stored), passwordRemoved: true }, stored, []).mechanism)
})

test('a password needs the same confirmation', () => {
  assert.equal(faultsOf({ ...filled, password: 'p' }, undefined, []).confirm, 'fault.confirm')
})

test('an edit sends no credential that was not touched, and clears an emptied text', () => {
  assert.deepEqual(bodyOf({ ...draftOf(stored), organization: '' }, stored), {
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
  assert.equal(bodyOf({ ...draftOf(stored), passwordRemoved: true }, stored).password, null)
  assert.equal(bodyOf({ ...draftOf(stored), passwordRemoved: true, password: 'n' }, stored).password, 'n')
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
  assert.equal(mismatchOf(certificate, 'Clinic.example.org'), undefined)
  assert.equal(mismatchOf(certificate, 'alt.example.org'), undefined)
  assert.equal(mismatchOf(certificate, 'else.example.org'), 'mismatch')
  assert.equal(mismatchOf(certificate, ''), 'no-domain')
})

test('a fault marks the tab it stands on', () => {
  assert.deepEqual(tabsWithFaults(['name']), { basic: true, authentication: false })
  assert.deepEqual(tabsWithFaults(['confirm']), { basic: false, authentication: true })
})
