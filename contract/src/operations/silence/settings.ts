// What people know about the rhythm of clients: holidays, maintenance windows, and rhythms that are not learned.
import { z } from 'zod'
import { Id, Name, optional } from '../../api/shapes.ts'
import { because } from '../../reasons.ts'

const isDate = (text: string) => new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text
const Day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, because('must-be-date'))
  .refine(isDate, because('must-be-date'))

const Holiday = z.object({
  day: Day.describe('in the time zone of the metrics'),
  name: optional(Name),
  yearly: z.boolean().default(false).describe('it comes back on this day of each year'),
})
export type Holiday = z.output<typeof Holiday>

const Instant = z.iso.datetime({ offset: true })

const MaintenanceWindow = z
  .object({
    name: Name,
    from: Instant,
    until: Instant,
    weekly: z.boolean().default(false).describe('it comes back each week from then on'),
    client: optional(Id).describe('absent: it is one of the whole installation'),
  })
  .refine(({ from, until }) => Date.parse(from) < Date.parse(until), {
    path: ['until'],
    error: because('must-end-later'),
  })
  .refine(({ from, until, weekly }) => !weekly || Date.parse(until) - Date.parse(from) <= 7 * 86_400_000, {
    path: ['until'],
    error: because('window-longer-than-week'),
  })
export type MaintenanceWindow = z.output<typeof MaintenanceWindow>

const unique = <T>(values: T[]) => new Set(values).size === values.length

const SetRhythm = z.object({
  client: Id,
  weekdays: z.array(z.int().min(0).max(6)).min(1, because('empty')).max(7).refine(unique, because('named-twice')),
  hours: z
    .array(z.int().min(0).max(23))
    .min(1, because('empty'))
    .max(24)
    .refine(unique, because('named-twice'))
    .describe('the hours of the day in which requests are expected, in the time zone of the metrics'),
  silentAfterHours: z
    .int()
    .min(1)
    .max(2_400)
    .describe('the client is silent after so many of these hours without a request'),
})
export type SetRhythm = z.output<typeof SetRhythm>

/** The settings as a caller sends them. They replace the stored ones. */
export const SilenceSettings = z.object({
  holidays: z.array(Holiday).max(1_000).default([]),
  windows: z.array(MaintenanceWindow).max(1_000).default([]),
  rhythms: z
    .array(SetRhythm)
    .max(2_000)
    .default([])
    .refine((rhythms) => unique(rhythms.map(({ client }) => client)), because('named-twice')),
})
export type SilenceSettings = z.output<typeof SilenceSettings>
