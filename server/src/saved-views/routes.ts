import { type SavedList, savedLists, savedViewsApi } from '@mediary/contract/users/saved-views'
import type { FastifyInstance } from 'fastify'
import { type Caller, getSeenUser, listAllowed, may } from '../platform/http/caller.ts'
import { implement, type Require } from '../platform/http/implement.ts'
import { conflict, forbidden, notFound } from '../platform/http/problem.ts'
import type { SavedViewStore } from './store.ts'

/** Each write is kept in the history for years. */
const maxViewsOfUser = 100

const maySee = (caller: Caller, list: SavedList) => {
  const allowed = listAllowed(caller, savedLists[list])
  return allowed === 'all' || allowed.size > 0
}

export const savedViewRoutes = (
  app: FastifyInstance,
  require: Require,
  { savedViews }: { savedViews: SavedViewStore },
) => {
  type View = Awaited<ReturnType<SavedViewStore['find']>>
  const isOwn = (caller: Caller, { owner }: View) => owner === getSeenUser(caller)?.email
  const isVisible = (caller: Caller, view: View) => maySee(caller, view.list) && (view.shared || isOwn(caller, view))
  /** A view that the caller may not see is answered as one that does not exist. */
  const findVisible = async (id: string, caller: Caller) => {
    const view = await savedViews.find(id)
    if (!isVisible(caller, view)) throw notFound('saved-view-not-found', { id })
    return view
  }
  const refuse = (caller: Caller) =>
    forbidden('permission-missing', { user: caller.user?.email ?? '', permission: 'user-manage' })

  return implement(app, require, savedViewsApi, {
    list: async (_input, { caller }) =>
      (await savedViews.list())
        .filter((view) => isVisible(caller, view))
        .map((view) => ({ ...view, mine: isOwn(caller, view) })),

    create: async ({ body }, { caller }) => {
      const owner = caller.user?.email ?? ''
      if (!maySee(caller, body.list))
        throw forbidden('permission-missing', { user: owner, permission: savedLists[body.list] })
      const own = (await savedViews.list()).filter((view) => view.owner === owner)
      if (own.length >= maxViewsOfUser) throw conflict('saved-views-too-many', { max: maxViewsOfUser })
      await savedViews.create({ ...body, owner })
      return 'The view is saved'
    },

    update: async ({ params: { id }, body }, { caller }) => {
      if (!isOwn(caller, await findVisible(id, caller))) throw refuse(caller)
      const { name, query, shared } = body
      await savedViews.update(id, (former) => ({
        ...former,
        ...(name !== undefined && { name }),
        ...(query !== undefined && { query }),
        ...(shared !== undefined && { shared }),
      }))
      return 'The view is changed'
    },

    remove: async ({ params: { id } }, { caller }) => {
      if (!isOwn(caller, await findVisible(id, caller)) && !may(caller, 'user-manage')) throw refuse(caller)
      await savedViews.remove(id)
      return 'The view is removed'
    },
  })
}
