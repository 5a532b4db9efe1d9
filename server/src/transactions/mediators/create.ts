import type { Channel } from '@mediary/contract/channels'
import type { NewTransaction } from '@mediary/contract/transactions/mediator-updates'
import type { Database } from '../../platform/database/database.ts'
import type { IdGenerator } from '../../platform/ids.ts'
import { withoutCredentials, withoutSecrets } from '../../platform/redaction.ts'
import { mediatorKey } from '../calls.ts'
import { ownedByMediator } from '../recording/status-owner.ts'
import type { TransactionRow } from '../store.ts'
import { writeRecorded } from '../writer.ts'
import { buildCalls, buildRoutes, collectBodies } from './bodies.ts'
import { insertCalls, toBodyPolicy } from './rows.ts'
import { createdByMediator, toPropertiesJson, type UpdateDeps } from './update.ts'

/** Creates transactions that did not come through the gateway. */
export function transactionCreator(database: Database, deps: Pick<UpdateDeps, 'sealFor'> & { newId: IdGenerator }) {
  return {
    /** Its id. */
    async create(document: NewTransaction, channel: Channel, now = Date.now()): Promise<string> {
      const { request, response, routes = [], orchestrations } = document
      const at = request.timestamp ?? now
      // Its place among the others is that of its time; none is put before those that are still to come.
      const id = deps.newId(Math.max(0, Math.min(at, now)))
      const seal = deps.sealFor(channel, at)
      const policy = toBodyPolicy(channel)
      const own = collectBodies(id, [], seal)
      if (policy.request) own.store('request', request.body)
      if (policy.response && response) own.storeAgain('response', response.body)
      const from = { prefix: '', first: 0, toKey: mediatorKey.orchestration }
      const calls = [...buildCalls(orchestrations, from, own, policy, now), ...buildRoutes(routes, 0, own, policy, now)]
      await writeRecorded(database, [id], async (trx) => {
        await trx
          .insertInto('transactions')
          .values(toRow(id, document, policy.request, now))
          .execute()
        await insertCalls(trx, id, calls, [own])
      })
      return id
    },
  }
}

function toRow(id: string, document: NewTransaction, keepsRequest: boolean, now: number): TransactionRow {
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
  }
}
