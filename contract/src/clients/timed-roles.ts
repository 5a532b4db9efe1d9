import { z } from 'zod'
import { Identifier, Timestamp } from '../api/shapes.ts'
import { because } from '../reasons.ts'

/** A role that a client holds for a time: from `from` until just before `until`. */
export const TimedRole = z.object({ role: z.string(), from: Timestamp.optional(), until: Timestamp.optional() })
export type TimedRole = z.infer<typeof TimedRole>

const Instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString())

const maxTimedRoles = 100

/** The timed roles of a client as a caller sends them. */
export const NewTimedRoles = z
  .array(
    z
      .object({ role: Identifier, from: Instant.optional(), until: Instant.optional() })
      .refine(({ from, until }) => from !== undefined || until !== undefined, because('timed-role-without-time'))
      .refine(({ from, until }) => from === undefined || until === undefined || from < until, {
        error: because('status-period-empty'),
        path: ['until'],
      }),
  )
  .max(maxTimedRoles)
  .refine((list) => new Set(list.map(({ role }) => role)).size === list.length, because('timed-role-repeated'))
