import type { Channel } from '@mediary/contract/channels'
import { issue } from '@mediary/contract/problem'
import { mediatorUpdatesApi } from '@mediary/contract/transactions/mediator-updates'
import type { FastifyInstance } from 'fastify'
import type { BodyViews } from '../../bodies/index.ts'
import type { Database } from '../../platform/database/database.ts'
import { type Caller, may } from '../../platform/http/caller.ts'
import { implement, type Require } from '../../platform/http/implement.ts'
import { conflict, forbidden, invalidRequest, notFound } from '../../platform/http/problem.ts'
import type { IdGenerator } from '../../platform/ids.ts'
import { type DeleteRelated, removeTransaction } from '../removal.ts'
import type { TransactionStore } from '../store.ts'
import { transactionCreator } from './create.ts'
import { type StatusChange, transactionUpdates, type UpdateDeps } from './update.ts'

type MediatorUpdateDeps = UpdateDeps & {
  database: Database
  transactions: Pick<TransactionStore, 'find'>
  findChannel: (id: string) => Promise<Channel | undefined>
  bodyViews: Pick<BodyViews, 'note'>
  newId: IdGenerator
  deleteRelated: DeleteRelated
  /** A transaction was recorded at the place of its time, which may be in the past. */
  created: (id: string) => Promise<void>
  /** Returns those that a legal hold keeps. */
  findHeld: (ids: readonly string[]) => Promise<ReadonlySet<string>>
  /** Tells those who count and those who watch. */
  statusChanged: (moved: StatusChange) => void
}

/** The endpoints by which mediators update transactions, and by which users remove them. */
export const mediatorUpdateRoutes = (app: FastifyInstance, require: Require, deps: MediatorUpdateDeps) => {
  const updates = transactionUpdates(deps.database, deps)
  const { create } = transactionCreator(deps.database, deps)

  const requireManage = (caller: Caller, channel: string) => {
    if (!may(caller, 'channel-manage-all', channel)) throw forbidden('transactions-read-only')
  }
  const missing = (id: string) => notFound('transaction-not-found', { id })

  /** One whose channel is gone is changed by nobody: it would not be known what may be kept of it. */
  const findManaged = async (id: string, caller: Caller) => {
    const row = await deps.transactions.find(id)
    const maySee =
      row && (may(caller, 'transaction-view-all', row.channel) || may(caller, 'channel-manage-all', row.channel))
    if (!row || !maySee) throw missing(id)
    requireManage(caller, row.channel)
    return row
  }

  return implement(app, require, mediatorUpdatesApi, {
    create: async ({ body }, { caller, reply }) => {
      requireManage(caller, body.channelID)
      const channel = await deps.findChannel(body.channelID)
      if (!channel) throw invalidRequest([issue('channelID', 'no-such-channel')])
      const id = await create(body, channel)
      await deps.created(id)
      reply.header('Location', `/transactions/${id}`)
      const { status } = body
      deps.statusChanged({ channel: channel._id, at: body.request.timestamp ?? Date.now(), from: status, to: status })
      return 'Transaction successfully created'
    },

    change: async ({ params: { id }, body }, { caller }) => {
      const row = await findManaged(id, caller)
      const channel = await deps.findChannel(row.channel)
      if (!channel) throw conflict('transaction-channel-gone')
      const moved = await updates.apply(id, body, channel)
      if (!moved) throw missing(id)
      deps.statusChanged(moved)
      return `Transaction with ID: ${id} successfully updated`
    },

    remove: async ({ params: { id } }, { caller }) => {
      const row = await findManaged(id, caller)
      if ((await deps.findHeld([id])).has(id)) throw conflict('transaction-held')
      // Who removed it is kept before it is gone.
      await deps.bodyViews.note([{ of: row, part: 'transaction removed', caller, reason: undefined }])
      if (!(await removeTransaction(deps.database, id, deps.deleteRelated))) throw conflict('transaction-under-way')
      deps.statusChanged({ channel: row.channel, at: row.requested_at, from: 'Processing', to: 'Processing' })
      return 'Transaction successfully deleted'
    },
  })
}
