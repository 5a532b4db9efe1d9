import { setTimeout as pause } from 'node:timers/promises'
import { issue } from '@mediary/contract/problem'
import { userRolesApi, usersApi } from '@mediary/contract/users'
import { previewApi } from '@mediary/contract/users/preview'
import type { FastifyInstance } from 'fastify'
import { type Caller, getSeenUser, may } from '../platform/http/caller.ts'
import { type CallerAddress, readCallerAddress } from '../platform/http/caller-address.ts'
import { implement, type Require } from '../platform/http/implement.ts'
import { forbidden, invalidRequest } from '../platform/http/problem.ts'
import type { MailedLink } from './password-links.ts'
import type { Trx } from './rows.ts'
import type { UserStore } from './store.ts'
import type { UserRoleStore } from './user-roles.ts'

type Deps = {
  /** Ends the sessions of a user, except one. */
  endSessions: (userId: string, keep?: string) => Promise<void>
  /** Tells whether a password is that of a user. Guesses from one address are limited. */
  isPassword: (email: string, password: string, from: CallerAddress) => Promise<boolean>
  /** Sends password links by mail; undefined when mail is not set up. */
  findLinkMailer: () => Promise<LinkMailer | undefined>
  /** Refuses an address that asks for links too often. */
  limitRequests: (email: string, from: CallerAddress) => Promise<unknown>
}

type LinkMailer = (trx: Trx, link: MailedLink) => Promise<unknown>

/** Milliseconds. */
const requestTime = 250

const isSelf = (caller: Caller, email: string) => getSeenUser(caller)?.email === email.trim().toLowerCase()

export const userRoutes = (
  app: FastifyInstance,
  require: Require,
  users: UserStore,
  { endSessions, isPassword, limitRequests, findLinkMailer }: Deps,
) => {
  const links = linkRequests(users, findLinkMailer)
  return implement(app, require, usersApi, {
    list: () => users.list(),
    get: ({ params }, { caller }) => {
      if (!isSelf(caller, params.email) && !may(caller, 'user-view')) throw forbidden('only-yourself-visible')
      return users.find(params.email)
    },
    create: async ({ body }, { caller }) => {
      await users.create(body, caller.permissions)
      if (body.password === undefined && !body.passwordHash) await links.mail(body.email)
      return 'User successfully created'
    },
    update: async ({ params, body: { currentPassword, ...body } }, { caller, request }) => {
      const manages = may(caller, 'user-manage')
      if (!manages && !isSelf(caller, params.email)) throw forbidden('only-yourself-editable')
      // Somebody who finds an open session must not be able to keep the account.
      const setsPassword = Boolean(body.password ?? body.passwordHash)
      if (setsPassword && isSelf(caller, params.email) && caller.by === 'session') {
        if (currentPassword === undefined) throw invalidRequest([issue('currentPassword', 'current-password-needed')])
        if (!(await isPassword(params.email, currentPassword, readCallerAddress(request))))
          throw invalidRequest([issue('currentPassword', 'current-password-wrong')])
      }
      // Nobody makes themselves more than they are: OpenHIM's console sends the groups back, and they are left out.
      const changes = manages ? body : { ...body, groups: undefined }
      const own = manages ? caller.permissions : undefined
      const { id, passwordChanged } = await users.update(params.email, changes, own)
      if (passwordChanged) await endSessions(id, caller.session)
      return 'Successfully updated user.'
    },
    remove: async ({ params }) => {
      await endSessions(await users.remove(params.email))
      return 'Successfully removed user.'
    },
    passwordLink: ({ params }, { caller }) => users.passwordLink(params.email, caller.permissions),
    requestPasswordLink: async ({ params: { email } }, { request }) => {
      await limitRequests(email, readCallerAddress(request))
      return links.request(email)
    },
    readToken: async ({ params }) => users.byLink(params.token),
    useToken: async ({ params, body }) => {
      await endSessions(await users.useLink(params.token, body))
      return 'Successfully set new user password.'
    },
  })
}

/** How users get links that nobody hands out. */
const linkRequests = (users: UserStore, findLinkMailer: Deps['findLinkMailer']) => ({
  /** Mails a link; does nothing when mail is not set up. */
  async mail(email: string) {
    const mailer = await findLinkMailer()
    if (mailer) await users.mailPasswordLink(email, mailer)
  },

  /** Mails a link, or shows the request to the administrators. Every answer takes the same time: it must not tell which users exist. */
  async request(email: string) {
    const mailer = await findLinkMailer()
    const work = mailer ? users.mailPasswordLink(email, mailer) : users.requestPasswordLink(email)
    await Promise.all([work, pause(requestTime)])
    return mailer
      ? 'If this user exists, a link to set the password is sent by e-mail'
      : 'If this user exists, the administrators see the request. This server sends no e-mail: an administrator hands out the link'
  },
})

export function userRoleRoutes(app: FastifyInstance, require: Require, roles: UserRoleStore) {
  implement(app, require, previewApi, { preview: ({ body }, { caller }) => roles.preview(body, caller) })
  return implement(app, require, userRolesApi, {
    list: () => roles.list(),
    get: ({ params }) => roles.find(params.name),
    create: async ({ body }, { caller }) => {
      await roles.create(body, caller.permissions)
      return 'User role successfully created'
    },
    update: async ({ params, body }, { caller }) => {
      await roles.update(params.name, body, caller.permissions)
      return 'Successfully updated user role'
    },
    remove: async ({ params }) => {
      await roles.remove(params.name)
      return 'Successfully deleted user role'
    },
  })
}
