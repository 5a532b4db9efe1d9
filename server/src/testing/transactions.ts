import { idGenerator } from '../platform/ids.ts'
import type { Begun, Outcome } from '../transactions/index.ts'

export const newId = idGenerator('00000a')
const channel = 'c'.repeat(24)

export const begun = (over: Partial<Begun> = {}): Begun => ({
  id: newId(),
  channel,
  client: null,
  clientIp: '127.0.0.1',
  recognised: null,
  credential: null,
  status: 'Processing',
  requestedAt: Date.now(),
  method: 'POST',
  host: 'localhost:5001',
  path: '/fhir/Patient',
  query: 'a=b',
  requestHeaders: '["Host","localhost:5001"]',
  requestBody: new Uint8Array([0, 255, 10]),
  requestSize: 3,
  canRerun: true,
  ...over,
})

export const outcome = (id: string, over: Partial<Outcome> = {}): Outcome => ({
  id,
  status: 'Successful',
  respondedAt: Date.now(),
  responseStatus: 200,
  responseHeaders: '["X","1"]',
  responseBody: new TextEncoder().encode('answer'),
  responseSize: 6,
  requestSize: 3,
  canRerun: true,
  upstream: '{"name":"main","host":"h","port":1,"path":"/"}',
  error: null,
  ...over,
})
