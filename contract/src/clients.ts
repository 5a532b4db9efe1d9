import { z } from 'zod'
import { type Api, maxBody } from './api/endpoint.ts'
import {
  byId,
  Find,
  Id,
  Identifier,
  Name,
  passwordHashFields,
  Sentence,
  Text,
  Timestamp,
  withDefault,
} from './api/shapes.ts'
import { tolerate } from './api/unknown-fields.ts'
import { ClientStatusChange, clientStatuses, maxStatusChanges, NewStatusChange } from './clients/status.ts'
import { NewTimedRoles, TimedRole } from './clients/timed-roles.ts'
import { Limits } from './limits.ts'
import { because } from './reasons.ts'
import { mechanisms } from './system.ts'

/** The API shows this text instead of a stored password hash. When a caller sends it back, the password stays. */
export const unchangedSecret = '**********'

const description = {
  clientDomain: Text.describe('domain: the CN or a DNS SAN of the client certificate'),
  organization: Text,
  location: Text,
  softwareName: Text,
  description: Text,
  contactPerson: Text,
  contactPersonEmail: Text,
}

/** A SHA-256 fingerprint, or SHA-1 as OpenHIM stores it: upper-case pairs joined by colons. */
const Fingerprint = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^(?:[0-9A-F]{2}:){19}[0-9A-F]{2}$|^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/, because('must-be-fingerprint'))

/** Secrets are write-only. An absent secret stays, and null removes it. */
const credentials = {
  password: z
    .string()
    .min(1)
    .max(1024)
    .nullish()
    .describe('password for Basic authentication; the server stores an argon2id hash'),
  ...passwordHashFields,
  customTokenID: z
    .string()
    .trim()
    .min(1)
    .max(1024)
    .regex(/^[\w.~+/=-]+$/, because('must-be-token'))
    .nullish(),
  certFingerprint: z.union([Fingerprint, z.literal('').transform(() => null)]).nullish(),
}

const RoleNames = z.array(Identifier).transform((names) => [...new Set(names)])

/** Fields that the API shows and the server sets. */
const shownOnly = ['passwordSet', 'customTokenSet', 'lastUsed', 'lastUsedBy', 'statusChanges']

const statusChanges = z.array(ClientStatusChange).max(maxStatusChanges)

export const NewClient = z.object({
  clientID: Identifier,
  name: Name,
  roles: RoleNames.refine((roles) => roles.length > 0, because('client-needs-role')),
  ...description,
  ...credentials,
  timedRoles: NewTimedRoles.nullish().describe('the roles that it holds for a time; replaces the stored list'),
  limits: Limits.nullish().describe('GET /clients/:id/limits shows the use'),
  status: z
    .enum(clientStatuses)
    .nullish()
    .describe('must be the present one; POST /clients/:id/disable and /enable change it'),
})
tolerate(NewClient, { ignored: shownOnly })
export type NewClient = z.infer<typeof NewClient>

/** A change of a client. Absent fields keep their values. */
export const ClientChanges = tolerate(NewClient.partial(), { ignored: shownOnly })
export type ClientChanges = z.infer<typeof ClientChanges>

/** A client of OpenHIM, which may have no roles: channels can allow it by its Client ID. */
const importedStatus = { statusChanges: statusChanges.nullish() }
export const ImportedClient = tolerate(NewClient.extend({ ...importedStatus, roles: withDefault(RoleNames, []) }), {
  ignored: shownOnly,
})
export const ImportedClientChanges = tolerate(ClientChanges.extend({ ...importedStatus, roles: RoleNames.nullish() }), {
  ignored: shownOnly,
})

/** The fields of a client that are not secret. */
export const ClientDefinition = z.object({
  name: z.string(),
  roles: z.array(z.string()).describe('those that it holds at the moment, also for a time'),
  timedRoles: z.array(TimedRole).optional().describe('the roles that it holds, will hold or held for a time'),
  clientDomain: z.string().optional(),
  organization: z.string().optional(),
  location: z.string().optional(),
  softwareName: z.string().optional(),
  description: z.string().optional(),
  contactPerson: z.string().optional(),
  contactPersonEmail: z.string().optional(),
  limits: Limits.optional(),
  statusChanges: statusChanges.optional().describe('the last times it was disabled or enabled, newest first'),
})
export type ClientDefinition = z.infer<typeof ClientDefinition>

/** A client as the API shows it. It tells only whether a secret is set. */
export const Client = z.object({
  _id: Id,
  clientID: z.string(),
  ...ClientDefinition.shape,
  certFingerprint: z.string().optional().describe('of the first certificate; GET /clients/:id/credentials lists all'),
  customTokenSet: z.boolean(),
  passwordSet: z.boolean(),
  status: z.enum(clientStatuses).describe('at the moment; the gateway refuses the requests of a disabled client'),
  passwordHash: z.literal(unchangedSecret).optional().describe('a placeholder, present when a password is set'),
  lastUsed: z
    .object({ at: Timestamp, mechanism: z.enum(mechanisms) })
    .optional()
    .describe('the last request that the gateway authenticated; a crash can lose up to a minute of it'),
})
export type Client = z.infer<typeof Client>

const manage = { permission: 'client-manage-all', resource: 'id', params: byId } as const
const view = { permission: 'client-view-all', resource: 'id' } as const

const searchedFields = [
  'clientID',
  'name',
  'organization',
  'softwareName',
  'description',
  'contactPerson',
  'contactPersonEmail',
  'clientDomain',
  'roles',
]

export const clientsApi = {
  list: {
    method: 'GET',
    path: '/clients',
    summary: 'List the clients, also as the CSV file that an import reads',
    permission: 'client-view-all',
    listed: true,
    csv: true,
    query: z.object({ find: Find }),
    exported: { find: searchedFields },
    response: z.array(Client),
  },
  create: {
    method: 'POST',
    path: '/clients',
    summary: 'Add a client',
    permission: 'client-manage-all',
    maxBody: maxBody.form,
    body: NewClient,
    response: Sentence,
    status: 201,
  },
  newToken: {
    method: 'POST',
    path: '/clients/new-token',
    summary: 'Generate a custom token; the server does not store it until a client is saved with it',
    permission: 'client-manage-all',
    anyResource: true,
    response: z.object({ customTokenID: z.uuid() }),
  },
  byDomain: {
    method: 'GET',
    path: '/clients/domain/:clientDomain',
    summary: 'Find a client by its domain',
    permission: 'client-view-all',
    anyResource: true,
    params: z.object({ clientDomain: z.string() }),
    response: Client,
  },
  get: {
    method: 'GET',
    path: '/clients/:id',
    summary: 'Show a client',
    permission: 'client-view-all',
    anyResource: true,
    params: z.object({ id: z.string() }),
    query: z.object({ byNamedClientID: z.stringbool().optional() }),
    response: Client,
  },
  name: {
    method: 'GET',
    path: '/clients/:id/clientName',
    summary: 'Show the name of a client',
    permission: 'signed-in',
    params: byId,
    response: z.object({ name: z.string() }),
  },
  update: {
    method: 'PUT',
    path: '/clients/:id',
    summary: 'Change a client; absent fields keep their values',
    ...manage,
    maxBody: maxBody.form,
    body: ClientChanges,
    response: Sentence,
  },
  remove: {
    method: 'DELETE',
    path: '/clients/:id',
    summary: 'Delete a client, and the role that was created for it unless another client has the role',
    ...manage,
    response: Sentence,
  },
  disable: {
    method: 'POST',
    path: '/clients/:id/disable',
    summary: 'Disable a client, now or for a time; the gateway refuses its requests',
    ...manage,
    body: NewStatusChange,
    response: Client,
  },
  enable: {
    method: 'POST',
    path: '/clients/:id/enable',
    summary: 'Enable a client, now or for a time',
    ...manage,
    body: NewStatusChange,
    response: Client,
  },
  rolesLeaving: {
    method: 'GET',
    path: '/clients/:id/leaving-roles',
    summary: 'List the roles that would be deleted with the client',
    ...view,
    params: byId,
    response: z.array(z.string()),
  },
} as const satisfies Api
