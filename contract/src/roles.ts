import { z } from 'zod'
import { type Api, maxBody } from './api/endpoint.ts'
import { Find, Id, Identifier, Sentence } from './api/shapes.ts'
import { tolerate } from './api/unknown-fields.ts'
import { because } from './reasons.ts'

/** A role: clients have it, and channels allow it. */
export const Role = z.object({
  _id: Id,
  name: z.string(),
  clients: z.array(z.object({ _id: Id, clientID: z.string() })),
  channels: z.array(z.object({ _id: Id, name: z.string() })),
})
export type Role = z.infer<typeof Role>

// OpenHIM's console sends `_id`, and sometimes the Client ID as `name`; scripts send `clientID` or `name`.
const ClientReference = z
  .object({ _id: Id.optional(), clientID: z.string().optional() })
  .refine(({ _id, clientID }) => _id ?? clientID, because('needs-id-or-client-id'))
tolerate(ClientReference, { ignored: ['name'] })
const ChannelReference = z
  .object({ _id: Id.optional(), name: z.string().optional() })
  .refine(({ _id, name }) => _id ?? name, because('needs-id-or-name'))

export const NewRole = z.object({
  name: Identifier,
  clients: z.array(ClientReference).default([]),
  channels: z.array(ChannelReference).default([]),
})
// By these OpenHIM's console finds the line of its table again.
tolerate(NewRole, { ignored: ['idName', 'index'] })
export type NewRole = z.infer<typeof NewRole>

/** A change of a role. Each list replaces the stored one, and absent lists stay. */
export const RoleChanges = z.object({
  name: Identifier.optional(),
  clients: z.array(ClientReference).optional(),
  channels: z.array(ChannelReference).optional(),
})
// The name that OpenHIM's console shows in its text field; it sends `name` to change it.
tolerate(RoleChanges, { ignored: ['displayName'] })
export type RoleChanges = z.infer<typeof RoleChanges>

// The `-specified` permissions name a role by its name.
const one = { resource: 'name', params: z.object({ name: z.string() }) } as const

export const rolesApi = {
  list: {
    method: 'GET',
    path: '/roles',
    summary: 'List the roles with their clients and channels',
    permission: 'client-role-view-all',
    listed: true,
    query: z.object({ find: Find }),
    exported: { columns: ['_id', 'name', 'channels', 'clients'], find: ['name'] },
    response: z.array(Role),
  },
  get: {
    method: 'GET',
    path: '/roles/:name',
    summary: 'Show a role',
    permission: 'client-role-view-all',
    ...one,
    response: Role,
  },
  create: {
    method: 'POST',
    path: '/roles',
    summary: 'Add a role, with or without clients and channels',
    permission: 'client-role-manage-all',
    maxBody: maxBody.configuration,
    body: NewRole,
    response: Sentence,
    status: 201,
  },
  update: {
    method: 'PUT',
    path: '/roles/:name',
    summary: 'Rename a role, or replace its clients or channels',
    permission: 'client-role-manage-all',
    ...one,
    maxBody: maxBody.configuration,
    body: RoleChanges,
    response: Sentence,
  },
  remove: {
    method: 'DELETE',
    path: '/roles/:name',
    summary: 'Delete a role and remove it from every client and channel',
    permission: 'client-role-manage-all',
    ...one,
    response: Sentence,
  },
} as const satisfies Api
