import { randomBytes } from 'node:crypto'
import { idGenerator } from '../server/src/platform/ids.ts'
import type { Commit } from '../server/src/transactions/recording/entries.ts'

const [channels, clients] = [8, 40]
/** Transactions of a commit. */
export const group = 16

const newId = idGenerator()
const body = randomBytes(700)
const headers = JSON.stringify(['Host', 'gateway.example.org', 'Authorization', 'basic as clinic', 'User-Agent', 'x'])
const upstream = JSON.stringify({ name: 'Registry', host: '127.0.0.1', port: 8080, path: '/fhir/Patient/1', at: 0 })

/** Begins and completes as many transactions as 16 connections would at once: two commits. */
export async function record(commit: Commit, n: number, requestBody: Uint8Array | null = null) {
  const ids = Array.from({ length: group }, () => newId())
  const begun = ids.map((id, i) => ({
    ...{ id, channel: `channel-${(n + i) % channels}`, client: `client-${(n * group + i) % clients}`, clientIp: '::1' },
    ...{
      recognised: 'basic as clinic',
      credential: newId(),
      status: 'Processing' as const,
      requestedAt: Date.now(),
      method: 'GET',
    },
    ...{ host: 'gateway.example.org', path: '/fhir/Patient/1', query: '', requestHeaders: headers, canRerun: true },
    ...{ requestBody, requestSize: requestBody?.length ?? 0 },
  }))
  const outcomes = ids.map((id) => ({
    ...{ id, status: 'Successful' as const, respondedAt: Date.now(), responseStatus: 200, responseHeaders: headers },
    ...{
      responseBody: body,
      responseSize: body.length,
      requestSize: requestBody?.length ?? 0,
      canRerun: true,
      upstream,
      error: null,
    },
  }))
  await commit(begun.map((value) => ({ kind: 'begin', value })))
  await commit(outcomes.map((value) => ({ kind: 'complete', value })))
}
