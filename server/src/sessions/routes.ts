import { sessionsApi } from '@mediary/contract/users/sessions'
import type { FastifyInstance } from 'fastify'
import { readCallerAddress } from '../platform/http/caller-address.ts'
import { type Call, implement } from '../platform/http/implement.ts'
import { notFound, unauthenticated } from '../platform/http/problem.ts'
import type { Secrets } from '../platform/secrets.ts'
import { type UserRoleStore, type UserStore, union } from '../users/index.ts'
import { type Authenticator, sessionCookie } from './authenticator.ts'
import type { Setup } from './setup.ts'
import type { SessionStore } from './store.ts'

type Deps = {
  users: UserStore
  userRoles: UserRoleStore
  sessions: SessionStore
  setup: Setup
  secrets: Secrets
  secureCookie: boolean
}

export function sessionRoutes(app: FastifyInstance, { require, verify }: Authenticator, deps: Deps) {
  const signIn = async ({ caller, request, reply }: Call, userId: string) => {
    if (caller.session !== undefined) await deps.sessions.close(caller.session)
    const secret = await deps.sessions.open(userId)
    // A trusted proxy may speak TLS for us.
    const secure = deps.secureCookie || request.protocol === 'https'
    reply.setCookie(sessionCookie, secret, { path: '/', httpOnly: true, sameSite: 'lax', secure })
  }
  const me = async (email: string) => {
    const user = await deps.users.find(email)
    return { ...user, permissions: union(await deps.userRoles.loadPermissions(user.groups)) }
  }

  return implement(app, require, sessionsApi, {
    signIn: async ({ body }, call) => {
      const account = await verify(body.username, body.password, readCallerAddress(call.request))
      if (!account) throw unauthenticated('unauthorized')
      await signIn(call, account.user._id)
      return { result: 'User authenticated successfully', user: await me(account.user.email) }
    },
    // Mediator libraries ask before they sign in with Basic. The salt says nothing: it is the same whether or not there is such a user.
    salt: async ({ params }) => ({
      salt: deps.secrets.digest(`salt of ${params.username.toLowerCase()}`).slice(0, 32),
      ts: new Date().toISOString(),
    }),
    me: async (_input, { caller }) => {
      if (caller.by !== 'session' || !caller.user) throw notFound('not-signed-in')
      return { user: await me(caller.user.email) }
    },
    signOut: async (_input, { caller, reply }) => {
      if (caller.session !== undefined) await deps.sessions.close(caller.session)
      reply.clearCookie(sessionCookie, { path: '/' })
      return 'Signed out'
    },
    setupState: async () => ({ needed: await deps.setup.needed() }),
    setup: async ({ body: { token, ...user } }, call) => {
      const id = await deps.setup.createFirst(token, user)
      await signIn(call, id)
      return 'The first user has been made'
    },
  })
}
