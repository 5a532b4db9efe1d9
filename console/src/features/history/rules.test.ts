import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeEntry, readNames } from './rules.ts'

test('only what differs is told, and a list of texts tells what came and what went', () => {
  const before = { name: 'Lab', allow: ['clinic', 'ward'], priority: 2, corsOrigins: [] }
  const after = { name: 'Lab', allow: ['ward', 'nurse'], priority: 3 }
  assert.deepEqual(describeEntry({ before, after }), [
    { path: ['allow'], added: ['nurse'], removed: ['clinic'] },
    { path: ['priority'], before: 2, after: 3 },
  ])
})

test('an entry of a list is compared with itself, by its name', () => {
  const route = { _id: '1', name: 'main', host: 'a', port: 80 }
  const other = { _id: '2', name: 'copy', host: 'b', port: 80 }
  assert.deepEqual(
    describeEntry({ before: { routes: [route, other] }, after: { routes: [other, { ...route, host: 'c' }] } }),
    [{ path: ['routes', 'main', 'host'], before: 'a', after: 'c' }],
  )
  assert.deepEqual(describeEntry({ before: { routes: [route] }, after: { routes: [] } }), [
    { path: ['routes', 'main'], before: route, after: undefined },
  ])
})

test('a role for a time is compared with itself, by the name of the role', () => {
  const clinic = { role: 'clinic', until: '2026-12-01T00:00:00.000Z' }
  const lab = { role: 'laboratory', from: '2026-11-01T00:00:00.000Z' }
  assert.deepEqual(describeEntry({ before: { timedRoles: [clinic] }, after: { timedRoles: [lab, clinic] } }), [
    { path: ['timedRoles', 'laboratory'], before: undefined, after: lab },
  ])
})

test('a new object tells its fields, and one that was removed what it was', () => {
  assert.deepEqual(describeEntry({ before: null, after: { name: 'labs' } }), [
    { path: ['name'], before: undefined, after: 'labs' },
  ])
  assert.deepEqual(describeEntry({ before: { name: 'labs' }, after: null }), [
    { path: ['name'], before: 'labs', after: undefined },
  ])
})

test('entries of one name are compared by their place', () => {
  const before = {
    routes: [
      { name: 'a', port: 1 },
      { name: 'a', port: 2 },
    ],
  }
  const after = {
    routes: [
      { name: 'a', port: 1 },
      { name: 'a', port: 3 },
    ],
  }
  assert.deepEqual(describeEntry({ before, after }), [{ path: ['routes', '2', 'port'], before: 2, after: 3 }])
})

test('another order of the same texts is a difference', () => {
  assert.deepEqual(describeEntry({ before: { allow: ['a', 'b'] }, after: { allow: ['b', 'a'] } }), [
    { path: ['allow'], before: ['a', 'b'], after: ['b', 'a'] },
  ])
})

test('the names in a refusal are read', () => {
  assert.deepEqual(readNames('"lab", "the registry"'), ['lab', 'the registry'])
  assert.deepEqual(readNames(3), [])
})
