import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findNextChange, findState, listLastingRoles, withTimedRole } from './rules.ts'

const [before, begin, middle, end] = ['2027-01-03', '2027-01-04', '2027-01-06', '2027-01-09'].map(
  (day) => `${day}T00:00:00.000Z`,
) as [string, string, string, string]
const audit = { role: 'audit', from: begin, until: end }

for (const [timed, at, state] of [
  [audit, before, 'early'],
  [audit, begin, 'active'],
  [audit, middle, 'active'],
  [audit, end, 'ended'],
  [{ role: 'audit', until: end }, before, 'active'],
  [{ role: 'audit', from: begin }, end, 'active'],
] as const)
  test(`a role from ${'from' in timed ? timed.from : 'ever'} until ${'until' in timed ? timed.until : 'ever'} is ${state} at ${at}`, () =>
    assert.equal(findState(timed, Date.parse(at)), state))

test('the next change of any role is the moment to look again', () => {
  const locum = { role: 'locum', until: middle }
  assert.equal(findNextChange([audit, locum], Date.parse(before)), Date.parse(begin))
  assert.equal(findNextChange([audit, locum], Date.parse(begin)), Date.parse(middle))
  assert.equal(findNextChange([audit, locum], Date.parse(end)), undefined)
})

test('a role that is given again gets the new time, and the others keep theirs', () => {
  const locum = { role: 'locum', until: middle }
  assert.deepEqual(withTimedRole([audit, locum], { role: ' audit ', from: '', until: '2027-02-01T00:00' }), [
    locum,
    { role: 'audit', until: new Date('2027-02-01T00:00').toISOString() },
  ])
})

test('a role for a time is none of the lasting ones while it is held', () =>
  assert.deepEqual(listLastingRoles({ roles: ['nurse', 'audit'], timedRoles: [audit] }), ['nurse']))
