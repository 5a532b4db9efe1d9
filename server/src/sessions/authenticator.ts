import type { Endpoint } from '@mediary/contract/api/endpoint'
import type { FastifyRequest } from 'fastify'
import { readBasicCredentials } from '../platform/http/basic-credentials.ts'
import { type Caller, listAllowed, may, nobody } from '../platform/http/caller.ts'
import { type CallerAddress, readCallerAddress } from '../platform/http/caller-address.ts'
import type { Require } from '../platform/http/implement.ts'
import { forbidden, unauthenticated } from '../platform/http/problem.ts'
import { refuseOtherSites } from '../platform/http/same-origin.ts'
import { needsRehash, readUserDigest, verifyNobody, verifyPassword } from '../platform/passwords.ts'
import { type Account, intersection, type UserRoleStore, type UserStore } from '../users/index.ts'
import type { Attempts } from './attempts.ts'
import { rememberedPasswords } from './remembered.ts'
import type { SessionStore } from './store.ts'
import { readTokenCredentials, type TokenCredentials, verifyToken } from './token-scheme.ts'

export const sessionCookie = 'mediary.sess'

type Deps = {
  users: UserStore
  userRoles: UserRoleStore
  sessions: SessionStore
  attempts: Attempts
  allowedOrigins: string[]
  /** Tells whether a password alone is not enough for a user. */
  needsSecondFactor: (userId: string) => Promise<boolean>
  /** Undefined when the token scheme is off. */
  tokens?: { windowSeconds: number } | undefined
}

export type Authenticator = ReturnType<typeof authenticator>

/** Identifies the caller of the management API: by the cookie of a session, else by a token, else by Basic, else as nobody. */
export function authenticator(deps: Deps) {
  const remembered = rememberedPasswords()

  const withRoles = (asked: Promise<Account | undefined>) => findWithRoles(asked, deps.userRoles)
  const isPassword = (account: Account | undefined, email: string, password: string, from: CallerAddress) =>
    deps.attempts(email, from, () => checkPassword(account, password, deps))

  const verify = async (email: string, password: string, from: CallerAddress): Promise<Account | undefined> => {
    const account = await deps.users.account(email)
    return (await isPassword(account, email, password, from)) ? account : undefined
  }

  const byBasic = async (authorization: string, from: CallerAddress) => {
    const credentials = readBasicCredentials(authorization)
    if (typeof credentials === 'string') return nobody
    const { user: email, password } = credentials
    const { account, callerBy } = await withRoles(deps.users.account(email))
    const right = await remembered(authorization, account?.passwordHash ?? '', () =>
      isPassword(account, email, password, from),
    )
    if (!account || !right) return nobody
    await refuseWithoutSecondFactor(account, deps)
    return callerBy(account, 'basic')
  }

  const byToken = async (credentials: TokenCredentials, from: CallerAddress, tokens: { windowSeconds: number }) => {
    const { account, callerBy } = await withRoles(deps.users.account(credentials.username))
    const right = await deps.attempts(credentials.username, from, async () =>
      verifyToken(account?.passwordHash, credentials, tokens),
    )
    if (!account || !right) return nobody
    await refuseWithoutSecondFactor(account, deps)
    return callerBy(account, 'token')
  }

  const identify = async (request: FastifyRequest): Promise<Caller> => {
    const cookie = request.cookies[sessionCookie]
    const session = cookie === undefined ? undefined : await deps.sessions.find(cookie)
    const inSession = session && (await findBySession(session, deps))
    if (inSession) return inSession
    const credentials = deps.tokens && readTokenCredentials(request.headers)
    if (credentials === 'incomplete') return nobody
    if (deps.tokens && credentials) return byToken(credentials, readCallerAddress(request), deps.tokens)
    const { authorization } = request.headers
    return authorization && /^basic /i.test(authorization) ? byBasic(authorization, readCallerAddress(request)) : nobody
  }

  /** Who a caller is by now, without using the session; undefined when it has ended. */
  const recheck = async ({ user, by, session }: Caller): Promise<Caller | undefined> => {
    if (!user) return undefined
    if (session !== undefined) {
      const open = await deps.sessions.findOpen(session)
      return open && findBySession(open, deps)
    }
    const { account, callerBy } = await withRoles(deps.users.accountById(user.id))
    return account && callerBy(account, by)
  }
  return { require: createRequire(identify, deps.allowedOrigins), verify, recheck }
}

/** After the password: who does not know it must not learn who has a second factor. */
async function refuseWithoutSecondFactor({ user }: Account, { needsSecondFactor }: Deps) {
  if (await needsSecondFactor(user._id)) throw forbidden('second-factor-needs-session')
}

const createRequire =
  (identify: (request: FastifyRequest) => Promise<Caller>, allowedOrigins: string[]): Require =>
  async (request, endpoint) => {
    // Signing in is a write too: a foreign page must not sign somebody in as somebody else.
    if (endpoint.method !== 'GET' && endpoint.permission === 'public') refuseOtherSites(request, allowedOrigins)
    const caller = await identify(request)
    const writes = endpoint.method !== 'GET' || endpoint.path === '/logout'
    if (caller.by === 'session' && writes) refuseOtherSites(request, allowedOrigins)
    refuseWhileViewing(caller, endpoint)
    authorise(caller, endpoint, request)
    return caller
  }

/** Whoever looks at the console as another user changes nothing, and takes no configuration away. */
function refuseWhileViewing({ viewing }: Caller, { method, permission, whileViewing }: Endpoint) {
  if (!viewing || whileViewing || permission === 'public') return
  if (method !== 'GET' || permission === 'import-export') throw forbidden('view-as-read-only', { email: viewing.email })
}

type OpenSession = { userId: string; digest: string; viewing: string | null }

/** Finds the caller of a session. Whoever looks at the console as another user has what both of them may do. */
async function findBySession(
  { userId, digest, viewing }: OpenSession,
  { users, userRoles }: Pick<Deps, 'users' | 'userRoles'>,
): Promise<Caller | undefined> {
  const { account, callerBy } = await findWithRoles(users.accountById(userId), userRoles)
  const caller = account && callerBy(account, 'session', digest)
  if (!caller || viewing === null) return caller
  const viewed = await findWithRoles(users.accountById(viewing), userRoles)
  // Without the other user there is nothing to look at, and a session must not get its own rights back unasked.
  if (!viewed.account) return undefined
  const { user, permissions } = viewed.callerBy(viewed.account, 'session')
  return { ...caller, ...(user && { viewing: user }), permissions: [intersection(permissions, caller.permissions)] }
}

/** Finds an account together with what user roles permit: every call of the API waits for both. */
async function findWithRoles(asked: Promise<Account | undefined>, userRoles: UserRoleStore) {
  const [account, permitted] = await Promise.all([asked, userRoles.permitting()])
  const callerBy = ({ user }: Account, by: Caller['by'], session?: string): Caller => ({
    user: { id: user._id, email: user.email, name: `${user.firstname} ${user.surname}`, groups: user.groups },
    by,
    permissions: permitted(user.groups),
    ...(session !== undefined && { session }),
  })
  return { account, callerBy }
}

/** Tells whether the password is the account's. An unknown or locked account costs as much time as any other. */
async function checkPassword(account: Account | undefined, password: string, { tokens, users }: Deps) {
  if (!account?.passwordHash) return verifyNobody(password)
  const right = await verifyPassword(account.passwordHash, password)
  // The token scheme needs the hash that OpenHIM made.
  const isKept = tokens !== undefined && readUserDigest(account.passwordHash) !== undefined
  if (right && !isKept && needsRehash(account.passwordHash))
    await users.rehash(account.user._id, account.passwordHash, password)
  return right
}

function readParameter({ params }: FastifyRequest, name: string): string | undefined {
  const value: unknown = typeof params === 'object' && params !== null ? Reflect.get(params, name) : undefined
  return typeof value === 'string' ? value : undefined
}

function authorise(caller: Caller, { permission, resource, listed, anyResource }: Endpoint, request: FastifyRequest) {
  if (permission === 'public') return
  if (!caller.user) throw unauthenticated('unauthorized')
  if (permission === 'signed-in' || listed) return
  const id = resource && readParameter(request, resource)
  if (may(caller, permission, id)) return
  if (anyResource) {
    const allowed = listAllowed(caller, permission)
    if (allowed !== 'all' && allowed.size > 0) return
  }
  throw forbidden('permission-missing', { user: caller.user.email, permission })
}
