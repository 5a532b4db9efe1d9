import type { NewTransaction } from '@mediary/contract/transactions/mediator-updates'
import type { Seal } from '../../bodies/index.ts'
import { withoutCredentials, withoutSecrets } from '../../platform/redaction.ts'
import { type Call, mediatorKey } from '../calls.ts'
import { ownedByMediator } from '../recording/status-owner.ts'
import type { StoredTransaction } from '../store.ts'
import { type BodyPolicy, buildCalls, buildRoutes, collectBodies, type MediatorBodies } from './bodies.ts'
import { createdByMediator } from './origins.ts'
import { toPropertiesJson } from './update.ts'

/** The bodies that a channel stores, and whether they are sealed. */
type BodyStorage = { policy: BodyPolicy; seal: Seal | undefined }

/** Returns what is stored of a transaction that did not come through the gateway. */
export function buildTransaction(
  id: string,
  document: NewTransaction,
  { policy, seal }: BodyStorage,
  now: number,
): { row: StoredTransaction; calls: Call[]; bodies: MediatorBodies } {
  const { request, response, routes = [], orchestrations } = document
  const bodies = collectBodies(id, [], seal)
  if (policy.request) bodies.store('request', request.body)
  if (policy.response && response) bodies.storeAgain('response', response.body)
  const from = { prefix: '', first: 0, toKey: mediatorKey.orchestration }
  const calls = [
    ...buildCalls(orchestrations, from, bodies, policy, now),
    ...buildRoutes(routes, 0, bodies, policy, now),
  ]
  return { row: toRow(id, document, policy.request, now), calls, bodies }
}

function toRow(id: string, document: NewTransaction, keepsRequest: boolean, now: number): StoredTransaction {
  const { request, response, error, properties } = document
  return {
    id,
    channel: document.channelID,
    client: document.clientID ?? null,
    client_ip: document.clientIP ?? '',
    recognised: createdByMediator,
    credential: null,
    status: document.status,
    requested_at: request.timestamp ?? now,
    method: request.method ?? 'GET',
    host: request.host === undefined ? null : `${request.host}${request.port === undefined ? '' : `:${request.port}`}`,
    path: request.path ?? '/',
    query: withoutSecrets(request.querystring ?? ''),
    request_headers: JSON.stringify(withoutCredentials(request.headers ?? [])),
    request_size: Buffer.byteLength(request.body ?? ''),
    can_rerun: Number(keepsRequest || !request.body),
    responded_at: response ? (response.timestamp ?? now) : null,
    response_status: response?.status ?? null,
    response_headers: response ? JSON.stringify(withoutCredentials(response.headers ?? [])) : null,
    response_size: response ? Buffer.byteLength(response.body ?? '') : null,
    upstream: null,
    error: error?.message ?? null,
    error_stack: error?.stack ?? null,
    properties: properties ? toPropertiesJson(properties) : null,
    trailers: null,
    status_owner: ownedByMediator,
    truncated: null,
    shadow: null,
  }
}
