// The endpoints of people who use the management API: their sessions, accounts and user roles.
import type { FastifyInstance } from 'fastify'
import { auditCalls } from '../../audits/index.ts'
import { findPasswordLinkMailer } from '../../notices/index.ts'
import type { TrustedProxies } from '../../platform/network/trusted-proxies.ts'
import { attempts, authenticator, ownSessionRoutes, requestLimit, sessionRoutes } from '../../sessions/index.ts'
import { userRoleRoutes, userRoutes } from '../../users/index.ts'
import type { ApiDependencies } from './dependencies.ts'

type Transport = { secureCookie: boolean; proxies: TrustedProxies }

/** Adds these endpoints. Returns what identifies the callers of all others. */
export function addPeople(app: FastifyInstance, dependencies: ApiDependencies, transport: Transport) {
  const { api } = dependencies.settings
  const { users, userRoles, sessions, setup } = dependencies.stores
  const countConnections = !transport.proxies.knownByAddress
  const tokens = api.tokenAuthentication ? { windowSeconds: api.authWindowSeconds } : undefined
  const identified = authenticator({
    users,
    userRoles,
    sessions,
    attempts: attempts({ countConnections }),
    allowedOrigins: api.allowedOrigins,
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
    secrets,
    secureCookie,
    tokens: api.tokenAuthentication,
  })
  ownSessionRoutes(app, auth.require, { sessions, users })
  userRoutes(app, auth.require, users, {
    endSessions: sessions.closeAll,
    isPassword: async (...credentials) => (await auth.verify(...credentials)) !== undefined,
    findLinkMailer: () =>
      findPasswordLinkMailer({ notices: dependencies.stores.notices, settings: dependencies.stores.noticeSettings }),
    limitRequests: requestLimit({ countConnections, reason: 'too-many-link-requests' }),
  })
  userRoleRoutes(app, auth.require, userRoles)
  return auth
}
