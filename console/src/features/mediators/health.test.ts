import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findUsers, judgeHealth } from './health.ts'

const now = Date.parse('2026-01-01T12:00:00Z')
const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString()

test('a mediator is alive for a minute after its heartbeat, late for ten, and then silent', () => {
  const cases = [
    [undefined, 'never'],
    [ago(-5), 'alive'],
    [ago(60), 'alive'],
    [ago(61), 'late'],
    [ago(600), 'late'],
    [ago(601), 'silent'],
  ] as const
  for (const [last, health] of cases) assert.equal(judgeHealth(last, now), health, last)
})

test('the channels of a mediator are those with a route to one of its endpoints, deleted ones left out', () => {
  const endpoints = [{ name: 'a', host: 'Lab.example.org', port: 8080 }]
  const channel = (name: string, host: string, port: number, status: 'enabled' | 'deleted' = 'enabled') => ({
    name,
    status,
    routes: [{ name: 'r', host, port }],
  })
  const channels = [
    channel('lab', 'lab.example.org', 8080),
    channel('other port', 'lab.example.org', 8081),
    channel('gone', 'lab.example.org', 8080, 'deleted'),
  ]
  assert.deepEqual(
    findUsers({ endpoints }, channels as never).map((found) => (found as { name?: string }).name),
    ['lab'],
  )
})
