import type { ReportedResponse } from '@mediary/contract/transactions/mediator-updates'
import { markRemoved, noResponseMessage, readHeads } from '../../bodies/index.ts'
import type { Database } from '../../platform/database/database.ts'
import { withoutCredentials } from '../../platform/redaction.ts'
import { collectBodies, toChunks } from './bodies.ts'
import { insertChunks, type Update } from './rows.ts'

/** The answer of a transaction becomes what a mediator reports. */
export async function replaceResponse(database: Database, update: Update, response: ReportedResponse) {
  const { trx, row, policy, seal, now } = update
  const { id } = row
  await copyReplacedBody(update)
  await trx.deleteFrom('body_chunks').where('transaction_id', '=', id).where('part', '=', 'response').execute()
  if (database.engine === 'postgres') await markRemoved(trx, { id, channel: row.channel, names: ['response'] })
  const kept = collectBodies(id, [], seal)
  if (policy.response) kept.store('response', response.body)
  await insertChunks(update, kept.chunks)
  await trx
    .updateTable('transactions')
    .set({
      response_status: response.status,
      response_headers: JSON.stringify(withoutCredentials(response.headers ?? [])),
      response_size: Buffer.byteLength(response.body ?? ''),
      responded_at: response.timestamp ?? now,
      // The call of the primary route stood in the message that goes.
      upstream: readHeads(database, row).upstream,
      ...(database.engine === 'sqlite' && noResponseMessage),
    })
    .where('id', '=', id)
    .execute()
}

/** Calls that repeat the body which is replaced would show another from now on: they get a copy of their own. */
async function copyReplacedBody(update: Update) {
  const { trx, row, seal, answered } = update
  const { id } = row
  const first = await trx
    .selectFrom('calls')
    .select('key')
    .where('transaction_id', '=', id)
    .where((eb) => eb.or([eb('request_body', '=', 'response'), eb('response_body', '=', 'response')]))
    .orderBy('key')
    .limit(1)
    .executeTakeFirst()
  if (!first || !answered) return
  const part = `${first.key}.answered`
  await insertChunks(update, toChunks({ id, part, bytes: answered }, seal))
  for (const column of ['request_body', 'response_body'] as const)
    await trx
      .updateTable('calls')
      .set({ [column]: part })
      .where('transaction_id', '=', id)
      .where(column, '=', 'response')
      .execute()
}
