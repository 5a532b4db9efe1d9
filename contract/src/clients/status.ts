import { z } from 'zod'
import { Id, Timestamp } from '../api/shapes.ts'
import { because } from '../reasons.ts'

export const clientStatuses = ['enabled', 'disabled'] as const
export type ClientStatus = (typeof clientStatuses)[number]

export const maxStatusChanges = 20

/** A change of the status of a client. From `from` until `until` its status holds, and the other one outside. */
export const ClientStatusChange = z.object({
  status: z.enum(clientStatuses),
  reason: z.string().max(1000),
  by: z.object({ id: z.union([Id, z.literal('')]), name: z.string() }),
  at: Timestamp,
  from: Timestamp.optional(),
  until: Timestamp.optional(),
})
export type ClientStatusChange = z.infer<typeof ClientStatusChange>

const Instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString())

/** The body with which a client is disabled or enabled. */
export const NewStatusChange = z.object({
  reason: z.string().trim().min(1, because('empty')).max(1000),
  from: Instant.nullish().describe('when it begins; absent: at once'),
  until: Instant.nullish().describe('when it ends; the client then has the other status. Absent: never'),
})
export type NewStatusChange = z.infer<typeof NewStatusChange>
