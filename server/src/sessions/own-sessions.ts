import { ownSessionsApi } from '@mediary/contract/users/own-sessions'
import { viewAsApi } from '@mediary/contract/users/view-as'
import type { FastifyInstance } from 'fastify'
import type { Caller } from '../platform/http/caller.ts'
import { implement, type Require } from '../platform/http/implement.ts'
import { forbidden, notFound, unauthenticated } from '../platform/http/problem.ts'
import type { UserStore } from '../users/index.ts'
import type { SessionStore } from './store.ts'

type Stores = { sessions: SessionStore; users: UserStore }

/** The endpoints with which users see and end their sessions, and look at the console as another user. */
export function ownSessionRoutes(app: FastifyInstance, require: Require, { sessions, users }: Stores) {
  implement(app, require, ownSessionsApi, {
    list: (_input, { caller }) => sessions.list(getUserId(caller), caller.session),
    end: async ({ params }, { caller }) => {
      if (!(await sessions.closeOne(getUserId(caller), params.id))) throw notFound('session-not-found')
      return 'The session has been ended'
    },
    endOthers: async (_input, { caller }) => {
      await sessions.closeOthers(getUserId(caller), caller.session)
      return 'All other sessions have been ended'
    },
  })
  implement(app, require, viewAsApi, {
    start: async ({ body }, { caller }) => {
      const { _id } = await users.find(body.email)
      if (caller.session === undefined) throw forbidden('view-as-needs-session')
      await sessions.view(caller.session, _id)
      return 'You look at the console as this user'
    },
    end: async (_input, { caller }) => {
      if (caller.session !== undefined) await sessions.view(caller.session, null)
      return 'You look at the console as yourself'
    },
  })
}

function getUserId({ user }: Caller): string {
  if (!user) throw unauthenticated('unauthorized')
  return user.id
}
