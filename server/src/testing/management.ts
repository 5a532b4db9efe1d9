import { randomBytes } from 'node:crypto'
import { type Permission, type PermissionList, Permissions } from '@mediary/contract/permission'
import type { Check } from '@mediary/contract/system'
import { authorityRoutes, authorityStore, enrolmentStore, revocationStore } from '../authority/index.ts'
import { clientStore } from '../clients/index.ts'
import { inService, keystoreRoutes, keystoreStore } from '../keystore/index.ts'
import { changeLog } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import { httpApp } from '../platform/http/http.ts'
import { idGenerator } from '../platform/ids.ts'
import { logTo } from '../platform/log.ts'
import { buildSecrets } from '../platform/secrets.ts'
import { secondFactorRoutes, secondFactorStore } from '../second-factor/index.ts'
import {
  attemptStore,
  attempts,
  authenticator,
  ownSessionRoutes,
  requestLimit,
  sessionRoutes,
  sessionStore,
  setupSteps,
} from '../sessions/index.ts'
import { Settings } from '../settings/settings.ts'
import { mechanismStore, type Sources, systemRoutes } from '../system/index.ts'
import {
  preferenceRoutes,
  preferenceStore,
  userRoleRoutes,
  userRoleStore,
  userRoutes,
  userStore,
} from '../users/index.ts'
import { noPreferences } from './no-preferences.ts'

type Granted = Partial<Record<Permission, boolean> & Record<PermissionList, string[]>>
type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE'
type Headers = Record<string, string>
type Files = { watchFSForCert: boolean; certPath: string; keyPath: string }

export const admin = { email: 'ada@example.org', password: 'correct horse battery' }

/** As `curl -u` sends it. */
export const basic = (email: string, password: string): Headers => ({
  authorization: `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}`,
})

/** Users, sign-in, keystore and system over stores of their own, with one administrator. */
export async function management(
  database: Database,
  options: {
    checks?: Check[]
    allowedOrigins?: string[]
    idle?: number
    secureCookie?: boolean
    authentication?: object
    sources?: Sources
    files?: Files
    tokenAuthentication?: boolean
    passwordOnlyForPrograms?: boolean
    now?: () => number
  } = {},
) {
  const { api: settings, authentication } = Settings.parse({
    api: {
      allowedOrigins: options.allowedOrigins ?? [],
      tokenAuthentication: options.tokenAuthentication,
      passwordOnlyForPrograms: options.passwordOnlyForPrograms,
    },
    authentication: options.authentication,
  })
  const newId = idGenerator()
  const secrets = buildSecrets(randomBytes(32))
  const { write } = changeLog(database, async () => undefined)
  const users = userStore(database, write, { newId })
  const userRoles = userRoleStore(database, write, { newId })
  const sessions = sessionStore(database, options.idle ?? settings.maxAge)
  const store = attemptStore(database, { digest: secrets.searchDigest })
  const setup = setupSteps(database, users)
  const preferences = preferenceStore(database)
  const secondFactors = secondFactorStore(database, { secrets, ...(options.now && { now: options.now }) })
  const keystore = keystoreStore(database, write, { secrets, newId })
  const mechanisms = mechanismStore(database, write, { authentication, sources: options.sources })
  await userRoles.ensureDefaults()

  const app = await httpApp({
    log: logTo('silent', 'test'),
    settings,
    hosts: ['gateway.example.org', 'mediary.example.org'],
  })
  const { allowedOrigins } = settings
  const tokens = settings.tokenAuthentication
  const auth = authenticator({
    ...{ users, userRoles, sessions, attempts: attempts({ store }), allowedOrigins },
    needsSecondFactor: async (userId) => !settings.passwordOnlyForPrograms && secondFactors.isOn(userId),
    tokens: tokens ? { windowSeconds: settings.authWindowSeconds } : undefined,
  })
  const isPassword = async (...credentials: Parameters<typeof auth.verify>) =>
    (await auth.verify(...credentials)) !== undefined
  sessionRoutes(app, auth, {
    ...{ users, userRoles, sessions, setup, secrets, tokens, secondFactors, preferences },
    secureCookie: options.secureCookie ?? false,
  })
  preferenceRoutes(app, auth.require, preferences)
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
    findLinkMailer: async () => undefined,
    limitRequests: requestLimit({ store, reason: 'too-many-link-requests' }),
  })
  userRoleRoutes(app, auth.require, userRoles)
  systemRoutes(app, auth.require, {
    mechanisms,
    startedAt: Date.now(),
    ready: async () => options.checks ?? [],
    mediatorUptimes: async () => undefined,
    gateway: { hostname: 'gateway.example.org', httpPort: 5001, httpsPort: 5000 },
    isShadow: false,
  })
  const restarts: number[] = []
  await keystore.ensureServerCertificate(['gateway.example.org', 'localhost', '127.0.0.1', '::1'])
  const gateway = await inService(keystore, async () => void restarts.push(Date.now()))
  const clients = clientStore(database, write, { secrets, newId })
  const authority = authorityStore(database, write, { secrets, newId })
  const revocation = revocationStore(database, write, { newId, authority })
  const enrolments = enrolmentStore(database, write, { secrets, newId, authority, findClient: clients.find })
  keystoreRoutes(app, auth.require, keystore, {
    restarts: {
      ask: gateway.restart,
      required: async () => (await keystore.state()) !== gateway.served(),
      progress: async () => ({ state: 'none', replaced: 0, of: 0, nodes: [] }),
    },
    channelsUsing: async () => [],
    calendar: async () => ({ warnings: 0, certificates: [] }),
    issuedOne: authority.issuedOne,
    settings: Settings.parse({ certificateManagement: options.files ?? {} }),
    mutualTls: async () => true,
    names: ['gateway.example.org'],
  })
  const outside = {
    clients,
    serverCertificate: async () => (await keystore.serving()).pem,
    host: 'gateway.example.org',
    port: 5000,
    enrol: enrolments.enrol,
  }
  authorityRoutes(app, auth.require, { authority, revocation, enrolments }, outside)

  const send = async (method: Method, url: string, body?: unknown, headers: Headers = {}) => {
    const answer = await app.inject({ method, url, headers, ...(body !== undefined && { payload: body as object }) })
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: answer.body,
      body: answer.body && answer.headers['content-type']?.includes('json') ? answer.json() : answer.body,
    }
  }
  const callAs =
    (headers: Headers) =>
    (method: Method, url: string, body?: unknown, more: Headers = {}) =>
      send(method, url, body, { ...headers, ...more })

  return {
    app,
    require: auth.require,
    recheck: auth.recheck,
    send,
    callAs,
    as: (email: string, password: string) => callAs(basic(email, password)),
    admin: callAs(basic(admin.email, admin.password)),
    /** Signs in and answers with the cookie. */
    async signIn(email: string, password: string): Promise<Headers> {
      const answer = await send('POST', '/authenticate/local', { username: email, password })
      return { cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '' }
    },
    ensureAdmin: () => setup.ensureFirstUser(admin),
    /** A user who holds a user role of their own with these permissions. */
    async addUser(email: string, permissions: Granted, password: string | undefined = 'another long password') {
      const all = [Permissions.parse(Object.fromEntries(Object.entries(permissions)))]
      await userRoles.create({ name: `role of ${email}`, permissions: all[0] as Permissions }, all)
      const groups = [`role of ${email}`]
      await users.create({ email, firstname: 'Grace', surname: 'Hopper', groups, ...noPreferences, password }, all)
      return callAs(basic(email, password))
    },
    users,
    userRoles,
    sessions,
    setup,
    keystore,
    clients,
    authority,
    revocation,
    enrolments,
    restarts,
    secrets,
  }
}
