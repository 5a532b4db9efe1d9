// Sends AuditEvents to a FHIR server: as a batch (IHE ITI-20, FHIR feed), and one by one when it takes no batch.
import { request as requestPlain } from 'node:http'
import { request as requestTls } from 'node:https'
import type { AuditEvent } from '../fhir/event.ts'

type FeedTarget = { url: string; token?: string | undefined; method: 'create' | 'update' }

/** An event that the server will never take. */
export type RejectedEvent = { id: string; status: number; reason: string }

type Answer = { status: number; body: string }
type Send = (method: 'POST' | 'PUT', path: string, document: object) => Promise<Answer>
type TlsOptions = { ca?: string[]; key?: string; cert?: string }

const timeout = 30_000
const maxAnswer = 4 * 1024 * 1024
const maxReason = 300

/** Returns what sends events in one request. It returns those that were refused, and rejects when they must be sent again. */
export function fhirClient(target: FeedTarget, tls: () => Promise<TlsOptions>) {
  const send: Send = (method, path, document) => sendRequest(target, tls, { method, path, document })
  return async (events: readonly AuditEvent[]): Promise<RejectedEvent[]> => {
    const { status, body } = await send('POST', '', buildBatch(events, target.method))
    if (isRefusal(status)) return sendOneByOne(events, target.method, send)
    if (status >= 300) throw new Error(`The FHIR server answers ${status}`)
    return readAnswers(events, body)
  }
}

const toMethod = (method: FeedTarget['method']) => (method === 'create' ? 'POST' : 'PUT')
const toPath = (event: AuditEvent, method: FeedTarget['method']) =>
  method === 'create' ? 'AuditEvent' : `AuditEvent/${event.id}`

const buildBatch = (events: readonly AuditEvent[], method: FeedTarget['method']) => ({
  resourceType: 'Bundle',
  type: 'batch',
  entry: events.map((resource) => ({ resource, request: { method: toMethod(method), url: toPath(resource, method) } })),
})

/** A status that no repetition changes. Who must sign in, wait or come back later may succeed with the same request. */
const isRefusal = (status: number) => status >= 400 && status < 500 && ![401, 403, 407, 408, 425, 429].includes(status)

async function sendOneByOne(events: readonly AuditEvent[], method: FeedTarget['method'], send: Send) {
  const refused: RejectedEvent[] = []
  for (const event of events) {
    const { status, body } = await send(toMethod(method), toPath(event, method), event)
    if (isRefusal(status)) refused.push({ id: event.id, status, reason: toReason(body) })
    else if (status >= 300) throw new Error(`The FHIR server answers ${status}`)
  }
  return refused
}

const toReason = (text: string) => text.replace(/\s+/g, ' ').slice(0, maxReason)

const readField = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined

/** Each entry of the answer belongs to the event at its place. */
function readAnswers(events: readonly AuditEvent[], body: string): RejectedEvent[] {
  const entries = readField(JSON.parse(body), 'entry')
  if (!Array.isArray(entries) || entries.length !== events.length)
    throw new Error('The FHIR server does not answer for each event')
  return events.flatMap((event, i) => {
    const response = readField(entries[i], 'response')
    const status = Number.parseInt(String(readField(response, 'status')), 10)
    if (status < 300) return []
    if (!isRefusal(status)) throw new Error(`The FHIR server answers ${status} to an event`)
    return [{ id: event.id, status, reason: toReason(JSON.stringify(readField(response, 'outcome') ?? '')) }]
  })
}

type Outgoing = { method: string; path: string; document: object }

async function sendRequest({ url, token }: FeedTarget, tls: () => Promise<TlsOptions>, out: Outgoing): Promise<Answer> {
  const address = new URL(out.path === '' ? url : `${url.replace(/\/$/, '')}/${out.path}`)
  const isTls = address.protocol === 'https:'
  const options = {
    method: out.method,
    signal: AbortSignal.timeout(timeout),
    agent: false as const,
    headers: {
      'content-type': 'application/fhir+json',
      accept: 'application/fhir+json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(isTls && (await tls())),
  }
  return new Promise((resolve, reject) => {
    const request = (isTls ? requestTls : requestPlain)(address, options, (answer) => {
      const chunks: Buffer[] = []
      let size = 0
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size > maxAnswer) answer.destroy(new Error('The answer of the FHIR server is too large'))
        chunks.push(chunk)
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString() }))
      answer.on('error', reject)
    })
    request.on('error', reject)
    request.end(JSON.stringify(out.document))
  })
}
