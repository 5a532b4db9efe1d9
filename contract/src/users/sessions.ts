import { z } from 'zod'
import type { Api } from '../api/endpoint.ts'
import { Name, Sentence } from '../api/shapes.ts'
import { Permissions } from '../permission.ts'
import { Email, Password, User } from '../users.ts'
import { Preferences } from './preferences.ts'
import { SignInCode } from './second-factor.ts'

const Me = User.extend({
  permissions: Permissions,
  viewedBy: z
    .object({ email: z.string(), name: z.string() })
    .optional()
    .describe('who looks at the console with the rights of this user, read only'),
  sessionTimeout: z.int().optional().describe('milliseconds without use after which the session ends'),
  preferences: Preferences.optional().describe('how this user reads the console'),
})

export const sessionsApi = {
  signIn: {
    method: 'POST',
    path: '/authenticate/local',
    summary: 'Sign in with e-mail and password; the response sets a session cookie',
    permission: 'public',
    body: z.object({
      username: z.string().min(1).max(254),
      password: z.string().min(1).max(1024),
      code: SignInCode.optional().describe('of the second factor, for users who have one'),
    }),
    response: z.object({ result: z.string(), user: Me }),
  },
  salt: {
    method: 'GET',
    path: '/authenticate/:username',
    summary: 'Return a salt for OpenHIM mediator libraries; equal for known and unknown users',
    permission: 'public',
    params: z.object({ username: z.string().max(254) }),
    response: z.object({ salt: z.string(), ts: z.string() }),
  },
  me: {
    method: 'GET',
    path: '/me',
    summary: 'Show the user of the session; 404 without a session',
    permission: 'public',
    response: z.object({ user: Me }),
  },
  signOut: {
    method: 'GET',
    path: '/logout',
    summary: 'End the session',
    permission: 'signed-in',
    response: Sentence,
    alone: true,
  },
  setupState: {
    method: 'GET',
    path: '/setup',
    summary: 'Show whether the first user must still be created',
    permission: 'public',
    response: z.object({ needed: z.boolean() }),
  },
  setup: {
    method: 'POST',
    path: '/setup',
    summary: 'Create the first user, with the one-time token that the server printed at its first start',
    permission: 'public',
    body: z.object({ token: z.string().max(200), email: Email, password: Password, firstname: Name, surname: Name }),
    response: Sentence,
    status: 201,
  },
} as const satisfies Api
