import { z } from 'zod'
import { type Api, maxBody } from '../api/endpoint.ts'
import { byId, Find, Id, Name, optional, optionalList, Sentence, withDefault } from '../api/shapes.ts'

/** The ways in which notices reach a person. */
export const contactMethods = ['email', 'sms', 'webhook'] as const
export type ContactMethod = (typeof contactMethods)[number]

/** A person who gets alerts. */
export const Recipient = z.object({
  user: z.string().trim().min(1).max(254).describe('the e-mail address of a user'),
  method: z.enum(contactMethods),
  maxAlerts: withDefault(z.enum(['no max', '1 per hour', '1 per day']), 'no max'),
})

export type Recipient = z.infer<typeof Recipient>

/** The on-call order of a group. `minutes`: what each person has to acknowledge a notice, until it is the turn of the next. */
const OnCall = z.object({ minutes: z.int().min(1).max(1440) })

/** A contact group as a caller sends it. */
export const NewContactGroup = z.object({
  group: Name,
  users: optionalList(Recipient),
  onCall: optional(OnCall).describe(
    'notices that something has begun go to the people in the order of `users`, until somebody acknowledges; absent: to all at once',
  ),
})
export type NewContactGroup = z.infer<typeof NewContactGroup>

const ContactGroupChanges = z.object({
  group: Name.optional(),
  users: z.array(Recipient).optional(),
  onCall: OnCall.nullish().describe('null: notices go to all at once'),
})

const ContactGroup = z.object({ ...NewContactGroup.shape, _id: Id })

const view = { permission: 'contact-list-view' } as const
const manage = { permission: 'contact-list-manage' } as const

export const contactGroupsApi = {
  list: {
    method: 'GET',
    path: '/groups',
    summary: 'List the contact groups',
    ...view,
    query: z.object({ find: Find }),
    exported: { columns: ['_id', 'group', 'users', 'onCall.minutes'], find: ['group', 'users.user'] },
    response: z.array(ContactGroup),
  },
  get: {
    method: 'GET',
    path: '/groups/:id',
    summary: 'Show a contact group',
    ...view,
    params: byId,
    response: ContactGroup,
  },
  create: {
    method: 'POST',
    path: '/groups',
    summary: 'Add a contact group',
    ...manage,
    maxBody: maxBody.form,
    body: NewContactGroup,
    response: Sentence,
    status: 201,
  },
  update: {
    method: 'PUT',
    path: '/groups/:id',
    summary: 'Change a contact group; absent fields keep their values',
    ...manage,
    params: byId,
    maxBody: maxBody.form,
    body: ContactGroupChanges,
    response: Sentence,
  },
  remove: {
    method: 'DELETE',
    path: '/groups/:id',
    summary: 'Delete a contact group, unless the alerts of a channel use it',
    ...manage,
    params: byId,
    response: Sentence,
  },
} as const satisfies Api
