// What each person decides about the notices that reach them.
import { z } from 'zod'
import { contactMethods } from '../operations/contact-groups.ts'
import { because } from '../reasons.ts'

/** The topics of notices. Reports, password links and tests are no topic: a person has asked for each. */
export const noticeTopics = ['alerts', 'upstreams', 'issues', 'silence', 'installation', 'expiry'] as const
export type NoticeTopic = (typeof noticeTopics)[number]

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, because('must-be-time-of-day'))
const TimeZone = z.string().max(100).refine(isTimeZone, because('must-be-time-zone'))

function isTimeZone(name: string) {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

export const NoticeChoices = z.object({
  ways: z
    .partialRecord(z.enum(noticeTopics), z.array(z.enum(contactMethods)).max(contactMethods.length))
    .default({})
    .describe('by topic: how notices come, instead of what contact lists say; an empty list: not at all'),
  timeZone: TimeZone.default('UTC').describe('an IANA name, such as Africa/Nairobi'),
  quietHours: z
    .object({
      from: TimeOfDay,
      until: TimeOfDay,
      urgentBreaksThrough: z.boolean().default(true).describe('the beginning of an alert or an outage comes at once'),
    })
    .optional()
    .describe('notices of these hours come at their end'),
  digest: z
    .enum(['none', 'hour', 'day'])
    .default('none')
    .describe('what is not urgent comes together, once an hour or once a day'),
  digestAt: TimeOfDay.default('07:00').describe('when the digest of a day comes'),
})
export type NoticeChoices = z.output<typeof NoticeChoices>
