import { z } from 'zod'
import { type Api, maxBody } from './api/endpoint.ts'
import { byId, Id, Name, optional, Text, withDefault } from './api/shapes.ts'
import { because } from './reasons.ts'

// A browser runs what an import map names: only addresses that it fetches, and no `javascript:` or `data:`.
const Url = z
  .string()
  .trim()
  .max(2000)
  .regex(/^(https?:\/\/[^\s/]|\/(?!\/))\S*$/, because('not-a-link'))

const fields = {
  name: Name,
  description: Text,
  icon: optional(z.string().max(100_000)).describe('the address of a picture, or the picture as a data: address'),
  type: z.enum(['internal', 'external', 'esmodule']),
  category: optional(Name),
  access_roles: withDefault(z.array(Name).max(200), []),
  url: Url,
  showInPortal: withDefault(z.boolean(), true),
  showInSideBar: withDefault(z.boolean(), false),
}

/** A link to another application, which OpenHIM's portal shows. */
export const NewApp = z.object(fields)
export type NewApp = z.infer<typeof NewApp>

const AppChanges = z.object({
  ...fields,
  name: Name.optional(),
  type: fields.type.optional(),
  url: Url.optional(),
  access_roles: z.array(Name).max(200).optional(),
  showInPortal: z.boolean().optional(),
  showInSideBar: z.boolean().optional(),
})

const App = z.object({ ...fields, _id: Id })

const flag = z.enum(['true', 'false']).transform((value) => value === 'true')
const filters = z.object({
  name: z.string().optional(),
  type: fields.type.optional(),
  category: z.string().optional(),
  showInPortal: flag.optional(),
  showInSideBar: flag.optional(),
})
export type AppFilters = z.infer<typeof filters>

const one = { resource: 'id', params: byId } as const

export const appsApi = {
  list: {
    method: 'GET',
    path: '/apps',
    summary: 'List the apps of the portal, and those that the caller may see',
    permission: 'signed-in',
    query: filters,
    response: z.array(App),
  },
  get: {
    method: 'GET',
    path: '/apps/:id',
    summary: 'Show an app',
    permission: 'app-view-all',
    ...one,
    response: App,
  },
  create: {
    method: 'POST',
    path: '/apps',
    summary: 'Add an app',
    permission: 'app-manage-all',
    maxBody: maxBody.form,
    body: NewApp,
    response: App,
    status: 201,
  },
  update: {
    method: 'PUT',
    path: '/apps/:id',
    summary: 'Change an app; absent fields keep their values',
    permission: 'app-manage-all',
    ...one,
    maxBody: maxBody.form,
    body: AppChanges,
    response: App,
  },
  remove: {
    method: 'DELETE',
    path: '/apps/:id',
    summary: 'Delete an app',
    permission: 'app-manage-all',
    ...one,
    response: z.object({ success: z.literal(true) }),
  },
  importMap: {
    method: 'GET',
    path: '/importmaps',
    summary: 'Show the import map of the apps of the portal: name → address',
    permission: 'public',
    response: z.object({ imports: z.record(z.string(), z.string()) }),
  },
} as const satisfies Api
