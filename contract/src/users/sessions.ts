import { z } from 'zod'
import type { Api } from '../api/endpoint.ts'
import { Name, Sentence } from '../api/shapes.ts'
import { Permissions } from '../permission.ts'
import { Email, Password, User } from '../users.ts'

const Me = User.extend({ permissions: Permissions })

export const sessionsApi = {
  signIn: {
    method: 'POST',
    path: '/authenticate/local',
    summary: 'Sign in with e-mail and password; answers with a session cookie',
    permission: 'public',
    body: z.object({ username: z.string().min(1).max(254), password: z.string().min(1).max(1024) }),
    response: z.object({ result: z.string(), user: Me }),
  },
  salt: {
    method: 'GET',
    path: '/authenticate/:username',
    summary: 'Answer what mediator libraries ask first; the same for known and unknown users',
    permission: 'public',
    params: z.object({ username: z.string().max(254) }),
    response: z.object({ salt: z.string(), ts: z.string() }),
  },
  me: {
    method: 'GET',
    path: '/me',
    summary: 'Show the user of the session; 404 without one',
    permission: 'public',
    response: z.object({ user: Me }),
  },
  signOut: { method: 'GET', path: '/logout', summary: 'End the session', permission: 'signed-in', response: Sentence },
  setupState: {
    method: 'GET',
    path: '/setup',
    summary: 'Tell whether the first user is still to be made',
    permission: 'public',
    response: z.object({ needed: z.boolean() }),
  },
  setup: {
    method: 'POST',
    path: '/setup',
    summary: 'Make the first user, with the one-time token that the first start printed',
    permission: 'public',
    body: z.object({ token: z.string().max(200), email: Email, password: Password, firstname: Name, surname: Name }),
    response: Sentence,
    status: 201,
  },
} as const satisfies Api
