// Shows the call of the primary route: what its upstream got, and what it answered.

import type { Transaction } from '@mediary/contract/transactions'
import type { Heads } from '../bodies/index.ts'
import { type BodyText, toHeaders } from './call-view.ts'
import { applyHeaderChanges, type HeaderChanges } from './calls.ts'
import type { TransactionRow } from './store.ts'

type Request = Transaction['request']
type Response = Transaction['response']

type PrimaryCall = {
  name: string
  host?: string
  port?: number
  path?: string
  lostAttempt?: string
  at?: number
  /** Absent in records of earlier versions. */
  sent?: HeaderChanges
  /** A mediator's answer as it came, around the answer for the client. */
  answer?: { status: number; headers: string[]; bodyPart: string | null }
}

const readCall = (upstream: string): PrimaryCall => JSON.parse(upstream)

/** Returns the name of the body that only this call has: the document of a mediator. */
export const getOwnBodyPart = (heads: Pick<Heads, 'upstream'> | undefined) =>
  heads?.upstream ? (readCall(heads.upstream).answer?.bodyPart ?? undefined) : undefined

/** The call of the primary route, after the attempt that was lost, if there was one. */
export function toPrimaryCallViews(
  row: TransactionRow,
  heads: Heads | undefined,
  shown: { request: Request; response: Response; textOfPart: BodyText },
) {
  if (!heads?.upstream) return []
  const { name, host, port, path, lostAttempt, at = row.requested_at, sent, answer } = readCall(heads.upstream)
  const headers = sent && heads.requestHeaders && toHeaders(applyHeaderChanges(heads.requestHeaders, sent))
  const request = {
    host,
    port: port === undefined ? undefined : String(port),
    path,
    querystring: row.query,
    method: row.method,
    timestamp: new Date(at).toISOString(),
    ...(headers && { headers }),
    ...pickBody(shown.request),
  }
  const call = { name, primary: true, request }
  const response = answer && shown.response ? toOwnAnswer(answer, shown.response, shown.textOfPart) : shown.response
  const ending = row.error === null || answer ? { response } : { error: { message: row.error } }
  const lost = lostAttempt ? [{ ...call, error: { message: lostAttempt } }] : []
  return [...lost, { ...call, ...ending }]
}

const pickBody = ({ bodyPart, body }: Request) => ({
  ...(bodyPart && { bodyPart }),
  ...(body !== undefined && { body }),
})

function toOwnAnswer(
  { status, headers, bodyPart }: NonNullable<PrimaryCall['answer']>,
  { timestamp }: NonNullable<Response>,
  textOfPart: BodyText,
) {
  // The document was kept as it was read, whatever it was compressed with.
  const body = textOfPart(bodyPart, ['content-type', 'application/json'])
  return {
    status,
    timestamp,
    headers: toHeaders(headers),
    ...(bodyPart !== null && { bodyPart }),
    ...(body !== undefined && { body }),
  }
}
