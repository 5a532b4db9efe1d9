import { z } from 'zod'
import type { Api } from '../api/endpoint.ts'
import { Sentence, Timestamp } from '../api/shapes.ts'

/** A code of an authenticator app, or a recovery code. */
export const SignInCode = z.string().trim().min(1).max(40)

const State = z.object({
  enabled: z.boolean(),
  since: Timestamp.optional(),
  recoveryCodes: z.int().describe('how many recovery codes are left'),
})
export type SecondFactorState = z.infer<typeof State>

const withCode = z.object({ code: SignInCode.describe('of the authenticator app, or a recovery code') })
const RecoveryCodes = z.object({ recoveryCodes: z.array(z.string()).describe('shown only now; each works once') })
const byEmail = z.object({ email: z.string().max(254) })

export const secondFactorApi = {
  show: {
    method: 'GET',
    path: '/me/second-factor',
    summary: 'Show whether signing in asks the caller for a second factor',
    permission: 'signed-in',
    response: State,
  },
  begin: {
    method: 'POST',
    path: '/me/second-factor',
    summary: 'Make the secret of a second factor (TOTP, RFC 6238); it holds once a code has confirmed it',
    permission: 'signed-in',
    body: z.object({ currentPassword: z.string().max(1024) }),
    response: z.object({
      secret: z.string().describe('base32'),
      uri: z.string().describe('what an authenticator app reads from a QR code'),
    }),
    status: 201,
  },
  confirm: {
    method: 'POST',
    path: '/me/second-factor/confirm',
    summary: 'Switch the second factor on with a first code; the answer has the recovery codes',
    permission: 'signed-in',
    body: withCode,
    response: RecoveryCodes,
  },
  renewRecoveryCodes: {
    method: 'POST',
    path: '/me/second-factor/recovery-codes',
    summary: 'Make new recovery codes; the former ones stop working',
    permission: 'signed-in',
    body: withCode,
    response: RecoveryCodes,
  },
  remove: {
    method: 'POST',
    path: '/me/second-factor/remove',
    summary: 'Switch the own second factor off',
    permission: 'signed-in',
    body: withCode,
    response: Sentence,
  },
  showOther: {
    method: 'GET',
    path: '/users/:email/second-factor',
    summary: 'Show whether signing in asks a user for a second factor',
    permission: 'user-view',
    params: byEmail,
    response: State,
  },
  removeOther: {
    method: 'DELETE',
    path: '/users/:email/second-factor',
    summary: 'Remove the second factor that another user has lost',
    permission: 'user-manage',
    params: byEmail,
    response: Sentence,
  },
} as const satisfies Api
