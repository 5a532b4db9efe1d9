import { issue } from '@mediary/contract/problem'
import { secondFactorApi } from '@mediary/contract/users/second-factor'
import type { FastifyInstance } from 'fastify'
import type { Caller } from '../platform/http/caller.ts'
import { type CallerAddress, readCallerAddress } from '../platform/http/caller-address.ts'
import { implement, type Require } from '../platform/http/implement.ts'
import { conflict, forbidden, invalidRequest, unauthenticated } from '../platform/http/problem.ts'
import type { SecondFactorStore } from './store.ts'

type Deps = {
  factors: SecondFactorStore
  /** Returns the id of a user; refuses an unknown one. */
  findUser: (email: string) => Promise<string>
  /** Refuses a user with more permissions than the caller: the caller could act as that user. */
  refuseOutranking: (email: string, caller: Caller) => Promise<void>
  /** Ends the sessions of a user, except one. */
  endSessions: (userId: string, keep?: string) => Promise<void>
  isPassword: (email: string, password: string, from: CallerAddress) => Promise<boolean>
}

export function secondFactorRoutes(app: FastifyInstance, require: Require, deps: Deps) {
  const { factors } = deps
  const wrongCode = () => invalidRequest([issue('code', 'second-factor-wrong')])
  const demandCode = async (userId: string, code: string) => {
    if (!(await factors.verify(userId, code))) throw wrongCode()
  }

  return implement(app, require, secondFactorApi, {
    show: (_input, { caller }) => factors.show(getUser(caller).id),
    begin: async ({ body }, { caller, request }) => {
      const { id, email } = getUser(caller)
      // Somebody who finds an open session must not lock its owner out.
      if (!(await deps.isPassword(email, body.currentPassword, readCallerAddress(request))))
        throw invalidRequest([issue('currentPassword', 'current-password-wrong')])
      const secret = await factors.begin(id)
      return { secret, uri: buildUri(email, secret) }
    },
    confirm: async ({ body }, { caller }) => {
      const recoveryCodes = await factors.confirm(getUser(caller).id, body.code)
      if (!recoveryCodes) throw wrongCode()
      // Whoever signed in before with the password alone must show the factor, too.
      await deps.endSessions(getUser(caller).id, caller.session)
      return { recoveryCodes }
    },
    renewRecoveryCodes: async ({ body }, { caller }) => {
      const { id } = getUser(caller)
      await demandCode(id, body.code)
      return { recoveryCodes: await factors.renew(id) }
    },
    remove: async ({ body }, { caller }) => {
      const { id } = getUser(caller)
      await demandCode(id, body.code)
      await factors.remove(id)
      return 'The second factor is switched off'
    },
    showOther: async ({ params }) => factors.show(await deps.findUser(params.email)),
    removeOther: async ({ params }, { caller }) => {
      const id = await deps.findUser(params.email)
      // An open session must not be enough to take the factor of its own user away.
      if (id === getUser(caller).id) throw forbidden('second-factor-own')
      await deps.refuseOutranking(params.email, caller)
      if (!(await factors.remove(id))) throw conflict('second-factor-missing')
      return 'The second factor is removed'
    },
  })
}

/** The format of key URIs that authenticator apps read. */
function buildUri(email: string, secret: string): string {
  const parameters = new URLSearchParams({ secret, issuer: 'Mediary', algorithm: 'SHA1', digits: '6', period: '30' })
  return `otpauth://totp/${encodeURIComponent(`Mediary:${email}`)}?${parameters}`
}

function getUser({ user }: Caller) {
  if (!user) throw unauthenticated('unauthorized')
  return user
}
