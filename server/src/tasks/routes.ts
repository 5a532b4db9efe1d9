import type { Channel } from '@mediary/contract/channels'
import { type Task, tasksApi } from '@mediary/contract/operations/tasks'
import type { Issue } from '@mediary/contract/problem'
import type { TransactionFilters } from '@mediary/contract/transactions/filters'
import type { FastifyInstance } from 'fastify'
import type { Database } from '../platform/database/database.ts'
import { type Caller, getSeenUser, listAllowed, may } from '../platform/http/caller.ts'
import { implement, type Require } from '../platform/http/implement.ts'
import { conflict, forbidden, invalidRequest, notFound } from '../platform/http/problem.ts'
import type { IdGenerator } from '../platform/ids.ts'
import type { TransactionSearch } from '../transactions/index.ts'
import { listTaskItems } from './items.ts'
import { type FindObstacle, previews } from './preview.ts'
import { type Edit, editRefusal } from './request-edits.ts'
import { checkOrder } from './rules.ts'
import { selections } from './selection.ts'
import type { TaskStore } from './store.ts'

export type TaskRoutesDeps = {
  database: Database
  tasks: TaskStore
  channels: () => Promise<Channel[]>
  newId: IdGenerator
  search: TransactionSearch
  /** Returns why the rerun of a transaction could not be sent. */
  checkRerun: (id: string, edit: Edit | undefined) => Promise<Issue | undefined>
  findObstacle: FindObstacle
  /** Refuses the call when this server sends nothing. */
  refuseInShadow: () => void
  /** There is something new to do. */
  wake: () => void
}

const maxPageSize = 1000

export const taskRoutes = (app: FastifyInstance, require: Require, deps: TaskRoutesDeps) => {
  const select = selections(deps.database, { channels: deps.channels })
  const context = { ...deps, select, findTask: findOwnTask(deps.tasks) }
  return implement(app, require, tasksApi, { ...listing(context), ...steering(context), ...creating(context) })
}

type Context = TaskRoutesDeps & {
  select: ReturnType<typeof selections>
  findTask: (id: string, caller: Caller) => Promise<Task>
}
type Handlers = Parameters<typeof implement<typeof tasksApi>>[3]

/** Whoever may repeat only what some channels took sees and steers only the tasks that are their own. */
const findOwnTask = (tasks: TaskStore) => async (id: string, caller: Caller) => {
  const task = await tasks.find(id)
  if (!task || (!may(caller, 'transaction-rerun-all') && task.user !== getSeenUser(caller)?.email))
    throw notFound('task-not-found', { id })
  return task
}

const listing = ({ database, tasks, findTask }: Context): Pick<Handlers, 'list' | 'get'> => ({
  list: ({ query }, { caller }) => {
    const own = may(caller, 'transaction-rerun-all') ? {} : { user: getSeenUser(caller)?.email ?? '' }
    const limit = query.filterLimit || maxPageSize
    return tasks.list({ ...query.filters, ...own }, { limit, offset: query.filterPage * limit })
  },

  get: async ({ params, query }, { caller }) => {
    const task = await findTask(params.id, caller)
    const limit = Math.min(query.filterLimit, maxPageSize)
    const { rows, total } = await listTaskItems(database, task._id, query.filters, {
      limit,
      offset: query.filterPage * limit,
    })
    return { ...task, transactions: rows.map(toTaskTransaction), totalFilteredTransactions: total }
  },
})

const steering = ({ tasks, findTask, wake }: Context): Pick<Handlers, 'update' | 'remove'> => ({
  update: async ({ params, body }, { caller }) => {
    await findTask(params.id, caller)
    const { status, batchSize, rate } = body
    if (batchSize !== undefined || rate !== undefined)
      await tasks.pace(params.id, {
        ...(batchSize !== undefined && { batch_size: batchSize }),
        ...(rate !== undefined && { rate }),
      })
    if (status !== undefined) {
      const blocking = await tasks.command(params.id, status)
      if (blocking !== undefined) throw conflict('task-cannot-become', { status: blocking, command: status })
    }
    wake()
    return 'The Task was successfully updated'
  },

  remove: async ({ params }, { caller }) => {
    await findTask(params.id, caller)
    await tasks.remove(params.id)
    wake()
    return 'The Task was successfully deleted'
  },
})

type Creating = Pick<Handlers, 'create' | 'preview' | 'bulk' | 'rerunOne'>

function creating({ database, tasks, channels, newId, search, wake, select, ...checks }: Context): Creating {
  const preview = previews(database, { search, findObstacle: checks.findObstacle })

  /** Returns why a rerun could not be sent. `field`: the field to blame, when it is not the one that an edit would change. */
  const findObstacles = async ([id = '']: string[], edit: Edit | undefined, field?: string): Promise<Issue[]> => {
    const obstacle = await checks.checkRerun(id, edit)
    return obstacle ? [{ ...obstacle, path: field ?? obstacle.path }] : []
  }
  const toPendingSelection = (caller: Caller, body: { filters: TransactionFilters; includeReruns: boolean }) => ({
    ...body,
    channels: rerunnable(caller, body.filters.channelID?.$eq),
    until: newId(),
  })

  return {
    create: async ({ body }, { caller, reply }) => {
      checks.refuseInShadow()
      refuse(checkOrder(body.orderBy, await channels()))
      const items = await select.byIds(body.tids, body.orderBy, caller)
      // Of one rerun the caller hears at once why it could not be sent. Of several, each row of the task says it.
      if (items.length === 1) refuse(await findObstacles(body.tids, undefined, 'tids'))
      const id = await tasks.create({ ...body, by: formatName(caller) }, items)
      reply.header('Location', `/tasks/${id}`)
      wake()
      return 'Tasks created successfully'
    },

    preview: async ({ body }, { caller }) => {
      if ('tids' in body) return preview.ofIds(await select.permitted(body.tids, caller))
      return preview.matching(toPendingSelection(caller, body))
    },

    bulk: async ({ body }, { caller }) => {
      checks.refuseInShadow()
      refuse(checkOrder(body.orderBy, await channels()))
      const { batchSize, rate, orderBy, pauseQueue: paused } = body
      const taskID = await tasks.createFrom(
        { batchSize, rate, orderBy, paused, by: formatName(caller) },
        toPendingSelection(caller, { filters: body.filters, includeReruns: body.includeReruns }),
      )
      wake()
      return { success: true, message: 'Tasks created for bulk rerun of transactions', taskID }
    },

    rerunOne: async ({ params, body }, { caller }) => {
      checks.refuseInShadow()
      const edit = toRequestEdit(body)
      refuse(edit ? editRefusal(edit) : [])
      const [item] = await select.byIds([params.id], 'time', caller, edit && 'transaction-view-body-all')
      if (!item?.known) throw notFound('transaction-not-found', { id: params.id })
      refuse(await findObstacles([params.id], edit))
      const task = { by: formatName(caller), batchSize: 1, orderBy: 'time' as const, paused: false }
      const taskID = await tasks.create(task, [{ ...item, edit: edit ? JSON.stringify(edit) : null }])
      wake()
      return { taskID }
    },
  }
}

function refuse(issues: Issue[]) {
  if (issues.length) throw invalidRequest(issues)
}

const formatName = (caller: Caller) => caller.user?.email ?? ''

/** An explicit permission: who may only look at a channel's transactions repeats none. */
function rerunnable(caller: Caller, channel: string | undefined): 'all' | string[] {
  const allowed = listAllowed(caller, 'transaction-rerun-all')
  if (allowed === 'all') return 'all'
  if (channel !== undefined && !allowed.has(channel)) throw forbidden('channel-not-among-yours', { channel })
  return [...allowed]
}

const toTaskTransaction = (row: Awaited<ReturnType<typeof listTaskItems>>['rows'][number]) => ({
  tid: row.transaction_id,
  tstatus: row.tstatus,
  error: row.error ?? undefined,
  rerunID: row.rerun_id ?? undefined,
  rerunStatus: row.rerun_status ?? undefined,
})

type Changed = Omit<Edit, 'body'> & { body?: string | null | undefined; bodyEncoding: 'utf-8' | 'base64' }

function toRequestEdit({ bodyEncoding, ...changes }: Changed): Edit | undefined {
  if (Object.values(changes).every((change) => change === undefined)) return undefined
  if (typeof changes.body !== 'string') return changes
  return { ...changes, body: Buffer.from(changes.body, bodyEncoding).toString('base64') }
}
