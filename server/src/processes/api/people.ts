// The endpoints of people who use the management API: their sessions, accounts and user roles.
import type { FastifyInstance } from 'fastify'
import { auditCalls } from '../../audits/index.ts'
import { findPasswordLinkMailer } from '../../notices/index.ts'
import type { CallerAddress } from '../../platform/http/caller-address.ts'
import type { TrustedProxies } from '../../platform/network/trusted-proxies.ts'
import { reportPreviewRoutes } from '../../reports/index.ts'
import { savedViewRoutes } from '../../saved-views/index.ts'
import { secondFactorRoutes } from '../../second-factor/index.ts'
import { attempts, authenticator, ownSessionRoutes, requestLimit, sessionRoutes } from '../../sessions/index.ts'
import { preferenceRoutes, userRoleRoutes, userRoutes } from '../../users/index.ts'
import type { ApiDependencies } from './dependencies.ts'

type IsPassword = (email: string, password: string, from: CallerAddress) => Promise<boolean>
type Transport = { secureCookie: boolean; proxies: TrustedProxies }

/** Adds these endpoints. Returns what identifies the callers of all others. */
export function addPeople(app: FastifyInstance, dependencies: ApiDependencies, transport: Transport) {
  const { api } = dependencies.settings
  const { users, userRoles, sessions, setup, secondFactors, preferences, attempts: store } = dependencies.stores
  const countConnections = !transport.proxies.knownByAddress
  const tokens = api.tokenAuthentication ? { windowSeconds: api.authWindowSeconds } : undefined
  const identified = authenticator({
    users,
    userRoles,
    sessions,
    attempts: attempts({ store, countConnections }),
    allowedOrigins: api.allowedOrigins,
    needsSecondFactor: async (userId) => !api.passwordOnlyForPrograms && secondFactors.isOn(userId),
    tokens,
  })
  const auth = { ...identified, require: auditCalls(app, identified.require, dependencies.audits) }
  const { secrets } = dependencies
  const { secureCookie } = transport
  sessionRoutes(app, auth, {
    users,
    userRoles,
    sessions,
    setup,
    secondFactors,
    preferences,
    secrets,
    secureCookie,
    tokens: api.tokenAuthentication,
  })
  const isPassword: IsPassword = async (...credentials) => (await auth.verify(...credentials)) !== undefined
  preferenceRoutes(app, auth.require, preferences)
  savedViewRoutes(app, auth.require, dependencies.stores)
  secondFactorRoutes(app, auth.require, {
    factors: secondFactors,
    findUser: async (email) => (await users.find(email))._id,
    endSessions: sessions.closeAll,
    refuseOutranking: (email, { permissions }) => users.refuseOutranking(email, permissions),
    isPassword,
  })
  ownSessionRoutes(app, auth.require, { sessions, users })
  userRoutes(app, auth.require, users, {
    endSessions: sessions.closeAll,
    isPassword,
    findLinkMailer: () =>
      findPasswordLinkMailer({ notices: dependencies.stores.notices, settings: dependencies.stores.noticeSettings }),
    limitRequests: requestLimit({ store, countConnections, reason: 'too-many-link-requests' }),
  })
  reportPreviewRoutes(app, auth.require, dependencies.stores)
  userRoleRoutes(app, auth.require, userRoles)
  return auth
}
