import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Permissions } from '@mediary/contract/permission'
import { mayLetIn } from './letting-in.ts'

const clinic = { _id: 'clinic-id', clientID: 'clinic', roles: ['nurse'] }
const ward = { _id: 'ward-id', clientID: 'ward', roles: [], timedRoles: [{ role: 'nurse', until: '2030-01-01' }] }

for (const [who, granted, name, clients, may] of [
  ['whoever manages all channels', { 'channel-manage-all': true }, 'nurse', undefined, true],
  ['whoever manages only the channel', { 'channel-manage-specified': ['lab'] }, 'nurse', [clinic, ward], false],
  ['whoever manages the role too', { 'client-role-manage-specified': ['nurse'] }, 'nurse', undefined, true],
  ['whoever manages the client too', { 'client-manage-specified': ['clinic-id'] }, 'clinic', undefined, true],
  [
    'whoever manages one holder of the role',
    { 'client-manage-specified': ['clinic-id'] },
    'nurse',
    [clinic, ward],
    false,
  ],
  [
    'whoever manages all holders',
    { 'client-manage-specified': ['clinic-id', 'ward-id'] },
    'nurse',
    [clinic, ward],
    true,
  ],
  ['whoever cannot see who else holds it', { 'client-manage-specified': ['clinic-id'] }, 'nurse', undefined, false],
] as const)
  test(`${who} ${may ? 'may' : 'may not'} let ${name} in`, () =>
    assert.equal(mayLetIn(Permissions.parse(granted), name, clinic, clients), may))
