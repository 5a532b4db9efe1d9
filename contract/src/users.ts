import { z } from 'zod'
import { type Api, maxBody } from './api/endpoint.ts'
import { Id, Name, optional, passwordHashFields, Sentence, Timestamp } from './api/shapes.ts'
import { tolerate } from './api/unknown-fields.ts'
import { Permissions } from './permission.ts'
import { because } from './reasons.ts'
import { exportedUsers } from './users/exported.ts'
import { NoticeChoices } from './users/notice-choices.ts'

export const Email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .regex(/^[^\s@:/]+@[^\s@:/]+$/, because('must-be-email'))

/** A password. NIST SP 800-63B requires a minimum length and no composition rules. */
export const Password = z.string().min(8, because('password-too-short')).max(1024)

/** The preferences of a user in the console. */
const Settings = z
  .record(z.string(), z.unknown())
  .refine((settings) => JSON.stringify(settings).length <= 100_000, because('settings-too-large'))

const Groups = z.array(Name).transform((names) => [...new Set(names)])
const Phone = z.string().trim().max(40)

/** Fields that the server derives. `provider` is checked, so that nobody believes in a sign-in that does not exist. */
const derived = ['linkExpires', 'locked', 'passports', 'passwordLinkRequested', 'provider']

/** Fields of OpenHIM's users that documents carry, with the only values that this server knows. */
const fieldsOfOpenHIM = {
  provider: z
    .enum(['local', 'token'], because('no-openid'))
    .nullish()
    .describe('how OpenHIM verified the password; it has no effect'),
  token: z.null(because('link-not-imported')).optional(),
  tokenType: z.null(because('link-not-imported')).optional(),
  expiry: z.null(because('link-not-imported')).optional(),
}

/** A password, or the hash of one. */
const credentials = { password: Password.optional(), ...passwordHashFields }

export const NewUser = z.object({
  email: Email,
  firstname: Name,
  surname: Name,
  groups: Groups.nullish()
    .transform((groups) => groups ?? [])
    .describe('names of user roles'),
  msisdn: optional(Phone),
  dailyReport: optional(z.boolean()),
  weeklyReport: optional(z.boolean()),
  settings: optional(Settings),
  notices: optional(NoticeChoices).describe('which notices reach the user, how and when'),
  ...credentials,
  ...fieldsOfOpenHIM,
})
tolerate(NewUser, { ignored: derived })
export type NewUser = z.infer<typeof NewUser>

/** A change of a user. Absent fields keep their values, and null clears a field. The e-mail address cannot change. */
export const UserChanges = z.object({
  firstname: Name.optional(),
  surname: Name.optional(),
  groups: optional(Groups).describe('names of user roles'),
  msisdn: Phone.nullish(),
  dailyReport: z.boolean().nullish(),
  weeklyReport: z.boolean().nullish(),
  settings: Settings.nullish(),
  notices: NoticeChoices.nullish(),
  ...credentials,
  currentPassword: z
    .string()
    .max(1024)
    .optional()
    .describe('needed by those who change their own password in a session; Basic has sent it already'),
  ...fieldsOfOpenHIM,
})
// OpenHIM's console repeats the `_id` as `id`.
tolerate(UserChanges, { ignored: ['email', 'id', ...derived] })
export type UserChanges = z.infer<typeof UserChanges>

/** A user of the console, without credentials and tokens. */
export const User = z.object({
  _id: Id,
  email: z.string(),
  firstname: z.string(),
  surname: z.string(),
  groups: z.array(z.string()),
  provider: z.literal('local'),
  locked: z.boolean().describe('the user has no password yet'),
  passwordLinkRequested: Timestamp.optional().describe('since when the user waits for a password link'),
  linkExpires: Timestamp.optional().describe('until when a password link works that was made or mailed'),
  msisdn: z.string().optional(),
  dailyReport: z.boolean().optional(),
  weeklyReport: z.boolean().optional(),
  settings: z.record(z.string(), z.unknown()).optional(),
  notices: NoticeChoices.optional(),
})
export type User = z.infer<typeof User>

const byEmail = z.object({ email: z.string() })
const byToken = z.object({ token: z.string().max(200) })

export const usersApi = {
  list: {
    method: 'GET',
    path: '/users',
    summary: 'List the users',
    permission: 'user-view',
    ...exportedUsers,
    response: z.array(User),
  },
  get: {
    method: 'GET',
    path: '/users/:email',
    summary: 'Show a user; users may always see themselves',
    permission: 'signed-in',
    params: byEmail,
    response: User,
  },
  create: {
    method: 'POST',
    path: '/users',
    summary: 'Add a user; without a password the user is locked and needs a password link',
    permission: 'user-manage',
    maxBody: maxBody.form,
    body: NewUser,
    response: Sentence,
    status: 201,
  },
  update: {
    method: 'PUT',
    path: '/users/:email',
    summary: 'Change a user; users may change themselves, except their groups',
    permission: 'signed-in',
    params: byEmail,
    maxBody: maxBody.form,
    body: UserChanges,
    response: Sentence,
  },
  remove: {
    method: 'DELETE',
    path: '/users/:email',
    summary: 'Delete a user and end their sessions',
    permission: 'user-manage',
    params: byEmail,
    response: Sentence,
  },
  passwordLink: {
    method: 'POST',
    path: '/users/:email/password-link',
    summary: 'Create a one-time link with which the user sets a password',
    permission: 'user-manage',
    params: byEmail,
    response: z.object({ token: z.string(), expiry: Timestamp }),
    status: 201,
  },
  requestPasswordLink: {
    method: 'GET',
    path: '/password-reset-request/:email',
    summary: 'Ask the administrators for a password link; the answer does not tell whether there is such a user',
    permission: 'public',
    params: z.object({ email: z.string().max(254) }),
    response: Sentence,
    status: 201,
  },
  readToken: {
    method: 'GET',
    path: '/token/:token',
    summary: 'Show the user of a one-time link',
    permission: 'public',
    params: byToken,
    response: z.object({
      email: z.string(),
      firstname: z.string(),
      surname: z.string(),
      msisdn: z.string().optional(),
      tokenType: z.enum(['newUser', 'existingUser']),
      locked: z.boolean(),
      expiry: Timestamp,
    }),
  },
  useToken: {
    method: 'PUT',
    path: '/token/:token',
    summary: 'Set a password with a one-time link',
    permission: 'public',
    params: byToken,
    body: z.object({
      ...credentials,
      firstname: Name.optional(),
      surname: Name.optional(),
      msisdn: optional(Phone),
    }),
    response: Sentence,
  },
} as const satisfies Api

export const UserRole = z.object({ _id: Id, name: z.string(), permissions: Permissions })
export type UserRole = z.infer<typeof UserRole>

const byName = z.object({ name: z.string() })

export const userRolesApi = {
  list: {
    method: 'GET',
    path: '/user-roles',
    summary: 'List the user roles and their permissions',
    permission: 'user-role-view',
    exported: { columns: ['_id', 'name', 'permissions'] },
    response: z.array(UserRole),
  },
  get: {
    method: 'GET',
    path: '/user-roles/:name',
    summary: 'Show a user role',
    permission: 'user-role-view',
    params: byName,
    response: UserRole,
  },
  create: {
    method: 'POST',
    path: '/user-roles',
    summary: 'Add a user role',
    permission: 'user-role-manage',
    body: z.object({ name: Name, permissions: Permissions.prefault({}) }),
    response: Sentence,
    status: 201,
  },
  update: {
    method: 'PUT',
    path: '/user-roles/:name',
    summary: 'Rename a user role or replace its permissions',
    permission: 'user-role-manage',
    params: byName,
    body: z.object({ name: Name.optional(), permissions: Permissions.optional() }),
    response: Sentence,
  },
  remove: {
    method: 'DELETE',
    path: '/user-roles/:name',
    summary: 'Delete a user role and remove it from every user',
    permission: 'user-role-manage',
    params: byName,
    response: Sentence,
  },
} as const satisfies Api
