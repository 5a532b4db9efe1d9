import { z } from 'zod'
import type { Api } from '../api/endpoint.ts'
import { byId, Id, Name, Sentence } from '../api/shapes.ts'
import type { Permission } from '../permission.ts'

/** The lists of the console whose queries can be saved, each with the permission to see it. */
export const savedLists = {
  transactions: 'transaction-view-all',
  refusals: 'transaction-view-all',
  tasks: 'transaction-rerun-all',
  audits: 'audit-trail-view',
} as const satisfies Record<string, Permission>
export type SavedList = keyof typeof savedLists

const SavedListName = z.enum(['transactions', 'refusals', 'tasks', 'audits'] satisfies SavedList[])

const fields = {
  list: SavedListName,
  name: Name.max(80),
  query: z
    .string()
    .max(4000)
    .regex(/^(\?[^\s#]*)?$/)
    .describe('the parameters of the address of the list, such as `?q=took:>2s`; empty: everything'),
  shared: z.boolean().describe('whether everybody who may see the list sees the view'),
}

/** A query of a list under a name. */
export const NewSavedView = z.object(fields)
export type NewSavedView = z.infer<typeof NewSavedView>

const SavedView = z.object({
  ...fields,
  _id: Id,
  owner: z.string().describe('the e-mail address of the user who saved it'),
  mine: z.boolean(),
})
export type SavedView = z.infer<typeof SavedView>

const signedIn = { permission: 'signed-in' } as const

export const savedViewsApi = {
  list: {
    method: 'GET',
    path: '/saved-views',
    summary: 'List the own saved views, and the shared ones of lists that the caller may see',
    ...signedIn,
    listed: true,
    response: z.array(SavedView),
  },
  create: {
    method: 'POST',
    path: '/saved-views',
    summary: 'Save the query of a list under a name',
    ...signedIn,
    body: NewSavedView,
    response: Sentence,
    status: 201,
  },
  update: {
    method: 'PUT',
    path: '/saved-views/:id',
    summary: 'Change an own saved view',
    ...signedIn,
    params: byId,
    body: NewSavedView.omit({ list: true }).partial(),
    response: Sentence,
  },
  remove: {
    method: 'DELETE',
    path: '/saved-views/:id',
    summary: 'Remove an own saved view, or a shared one with the permission user-manage',
    ...signedIn,
    params: byId,
    response: Sentence,
  },
} as const satisfies Api
