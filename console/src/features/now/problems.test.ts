import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Client } from '@mediary/contract/clients'
import type { CalendarEntry } from '@mediary/contract/keystore'
import type { RouteHealth, RouteState } from '@mediary/contract/operations/health'
import type { RefusalGroup } from '@mediary/contract/operations/refusals'
import { findChannelState } from '../health/rules.ts'
import { findProblems } from './problems.ts'

const now = Date.parse('2026-03-10T12:00:00Z')
const at = (hours: number) => new Date(now - hours * 3_600_000).toISOString()
const route = (name: string, state: RouteState, since = at(1)): RouteHealth => ({
  channelID: 'a'.repeat(24),
  channel: 'lab',
  route: name,
  primary: true,
  address: 'lab:8080',
  state,
  since,
  recent: { requests: 1, failed: 0 },
})
const list = (known: Parameters<typeof findProblems>[0]) => findProblems(known, now).map(({ key }) => key)

test('a route is a problem while it is down or failing, and none while it is up or silent', () => {
  const routes = [route('up', 'up'), route('silent', 'silent'), route('failing', 'failing'), route('down', 'down')]
  assert.deepEqual(
    findProblems({ routes }, now).map((one) => one.kind === 'route' && [one.route.route, one.urgent]),
    [
      ['down', true],
      ['failing', false],
    ],
  )
})

test('a channel has the worst state of its routes, and a silent one beside a good one is good', () => {
  const state = (...states: RouteState[]) =>
    findChannelState(
      states.map((one) => route(one, one)),
      'a'.repeat(24),
    )
  assert.equal(state('up', 'silent'), 'up')
  assert.equal(state('silent'), 'silent')
  assert.equal(state('up', 'failing', 'down'), 'down')
  assert.equal(state(), undefined)
})

test('a client whose rhythm is known is a problem when it is silent for longer than usual, and only then', () => {
  const judge = (clientID: string, state: 'silent' | 'as-usual' | 'learning') => ({ clientID, client: clientID, state })
  const silence = [judge('a', 'silent'), judge('b', 'as-usual'), judge('c', 'learning')]
  const clients = ['a', 'b', 'c'].map(
    (_id) => ({ _id, name: _id, status: 'enabled', lastUsed: { at: at(30) } }) as Client,
  )
  const found = findProblems({ clients, silence }, now).map((problem) => [
    problem.key,
    problem.kind === 'client' && problem.unusual,
  ])
  assert.deepEqual(found, [
    ['client a', true],
    ['client c', false],
  ])
})

test('a client that is refused for three reasons is one problem, with all its refusals', () => {
  const group = (code: RefusalGroup['code'], count: number, lastSeen: string): RefusalGroup => ({
    client: 'clinic',
    code,
    count,
    lastSeen,
    status: 403,
    stage: 'authorise',
  })
  const refusals = [
    group('not-allowed', 5, at(0.5)),
    group('no-channel', 2, at(0.1)),
    group('wrong-password', 1, at(0.9)),
  ]
  const found = findProblems({ refusals }, now)
  assert.deepEqual(
    found.map((one) => one.kind === 'refusals' && [one.count, one.groups.length, one.since]),
    [[8, 3, at(0.1)]],
  )
})

test('a client is silent after a day, if it was used within a week and is enabled', () => {
  const client = (hours: number | undefined, status = 'enabled') =>
    ({ _id: String(hours), status, ...(hours !== undefined && { lastUsed: { at: at(hours) } }) }) as Client
  const clients = [client(2), client(30), client(200), client(undefined), client(48, 'disabled')]
  assert.deepEqual(list({ clients }), ['client 30'])
})

test('certificates are problems from the day on which the calendar warns of them until a month after their end', () => {
  const entry = (state: string, daysLeft: number) =>
    ({ kind: 'server', name: `${daysLeft}`, state, daysLeft }) as CalendarEntry
  const certificates = [
    entry('good', 90),
    entry('soon', 20),
    entry('urgent', 3),
    entry('expired', -2),
    entry('expired', -50),
  ]
  assert.deepEqual(list({ certificates }), [
    'certificate server 3 ',
    'certificate server -2 ',
    'certificate server 20 ',
  ])
})

test('a disk with less than a tenth free is a problem, and an urgent one with less than 3 percent', () => {
  assert.deepEqual(list({ disk: { bytes: 100, free: 20 } }), [])
  assert.equal(findProblems({ disk: { bytes: 100, free: 9 } }, now)[0]?.urgent, false)
  assert.equal(findProblems({ disk: { bytes: 100, free: 2 } }, now)[0]?.urgent, true)
})

test('a refused client is a problem at once, an unknown sender only when it sends many requests', () => {
  const group = (client: string | undefined, count: number) =>
    ({ client, clientIP: client ? undefined : '192.0.2.1', count, lastSeen: at(0), stage: 'match' }) as RefusalGroup
  const refusals = [group('clinic', 1), group(undefined, 9), { ...group(undefined, 10), clientIP: '192.0.2.2' }]
  assert.deepEqual(
    findProblems({ refusals }, now).map((one) => one.kind === 'refusals' && [one.groups[0]?.client, one.count]),
    [
      ['clinic', 1],
      [undefined, 10],
    ],
  )
})

test('nothing known is no problem', () => {
  assert.deepEqual(findProblems({}, now), [])
})
