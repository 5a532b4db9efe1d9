import { sessionsApi } from '@mediary/contract/users/sessions'
import type { FastifyInstance } from 'fastify'
import type { Caller } from '../platform/http/caller.ts'
import { readCallerAddress } from '../platform/http/caller-address.ts'
import { type Call, implement } from '../platform/http/implement.ts'
import { forbidden, notFound, unauthenticated } from '../platform/http/problem.ts'
import { readUserDigest } from '../platform/passwords.ts'
import type { Secrets } from '../platform/secrets.ts'
import type { SecondFactorStore } from '../second-factor/index.ts'
import { type PreferenceStore, type UserRoleStore, type UserStore, union } from '../users/index.ts'
import { type Authenticator, sessionCookie } from './authenticator.ts'
import type { Setup } from './setup.ts'
import type { SessionStore } from './store.ts'

type Deps = {
  users: UserStore
  userRoles: UserRoleStore
  sessions: SessionStore
  setup: Setup
  secondFactors: Pick<SecondFactorStore, 'isOn' | 'verify'>
  preferences: Pick<PreferenceStore, 'read'>
  secrets: Secrets
  secureCookie: boolean
  /** True: users with a hash of OpenHIM may sign in with a token, and need its salt. */
  tokens: boolean
}

export function sessionRoutes(app: FastifyInstance, { require, verify }: Authenticator, deps: Deps) {
  const signIn = async ({ caller, request, reply }: Call, userId: string) => {
    if (caller.session !== undefined) await deps.sessions.close(caller.session)
    const agent = request.headers['user-agent']
    const secret = await deps.sessions.open(userId, { address: readCallerAddress(request).address, agent })
    // A trusted proxy may speak TLS for us.
    const secure = deps.secureCookie || request.protocol === 'https'
    reply.setCookie(sessionCookie, secret, { path: '/', httpOnly: true, sameSite: 'lax', secure })
  }
  /** The user whose rights the caller has. */
  const meWhileViewing = async ({ viewing, permissions }: Caller, { email, name }: { email: string; name: string }) => {
    const user = await deps.users.find(viewing?.email ?? email)
    const viewedBy = viewing && { viewedBy: { email, name } }
    return { ...user, ...(await readOwn(deps, user._id)), permissions: union(permissions), ...viewedBy }
  }
  const me = async (email: string) => {
    const user = await deps.users.find(email)
    const permissions = union((await deps.userRoles.permitting())(user.groups))
    return { ...user, ...(await readOwn(deps, user._id)), permissions }
  }
  /** After the password: who does not know it must not learn who has a second factor. */
  const demandSecondFactor = async (userId: string, code: string | undefined) => {
    if (!(await deps.secondFactors.isOn(userId))) return
    if (code === undefined) throw forbidden('second-factor-needed')
    if (!(await deps.secondFactors.verify(userId, code))) throw unauthenticated('second-factor-wrong')
  }

  return implement(app, require, sessionsApi, {
    signIn: async ({ body }, call) => {
      const account = await verify(body.username, body.password, readCallerAddress(call.request))
      if (!account) throw unauthenticated('unauthorized')
      await demandSecondFactor(account.user._id, body.code)
      await signIn(call, account.user._id)
      return { result: 'User authenticated successfully', user: await me(account.user.email) }
    },
    // Mediator libraries ask before they sign in with Basic. Who has no salt gets a made-up one, which stays the same: it does not
    // tell whether there is such a user.
    salt: async ({ params: { username } }) => {
      const account = deps.tokens ? await deps.users.account(username) : undefined
      const madeUp = deps.secrets.digest(`salt of ${username.toLowerCase()}`).slice(0, 32)
      const salt = readUserDigest(account?.passwordHash ?? '')?.salt
      return { salt: salt ?? madeUp, ts: new Date().toISOString() }
    },
    me: async (_input, { caller }) => {
      if (caller.by !== 'session' || !caller.user) throw notFound('not-signed-in')
      return { user: await meWhileViewing(caller, caller.user) }
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

/** Returns what a user alone has to know: how they read the console, and how long their session lasts. */
const readOwn = async ({ preferences, sessions }: Deps, userId: string) => ({
  preferences: await preferences.read(userId),
  sessionTimeout: sessions.idle,
})
