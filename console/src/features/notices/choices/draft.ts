// The values of the form in which people choose how and when notices come.
import { type ContactMethod, contactMethods } from '@mediary/contract/operations/contact-groups'
import { type NoticeChoices, type NoticeTopic, noticeTopics } from '@mediary/contract/users/notice-choices'

/** `default`: as the contact lists say. Otherwise the methods, joined by commas; empty is none. */
export type ChoicesDraft = {
  ways: Record<NoticeTopic, string>
  timeZone: string
  isQuiet: boolean
  from: string
  until: string
  urgentBreaksThrough: boolean
  digest: NoticeChoices['digest']
  digestAt: string
}

/** The ways that a person can choose: none, and every set of methods. */
export const waySets: ContactMethod[][] = Array.from({ length: 2 ** contactMethods.length }, (_, bits) =>
  contactMethods.filter((_method, i) => bits & (1 << i)),
)

/** Returns the time zone of this browser. */
const findOwnZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'

export const toDraft = (choices: NoticeChoices | undefined): ChoicesDraft => {
  const read = (topic: NoticeTopic) => choices?.ways[topic]?.join() ?? 'default'
  return {
    ways: {
      alerts: read('alerts'),
      upstreams: read('upstreams'),
      issues: read('issues'),
      silence: read('silence'),
      installation: read('installation'),
      expiry: read('expiry'),
    },
    timeZone: choices?.timeZone ?? findOwnZone(),
    isQuiet: choices?.quietHours !== undefined,
    from: choices?.quietHours?.from ?? '22:00',
    until: choices?.quietHours?.until ?? '06:00',
    urgentBreaksThrough: choices?.quietHours?.urgentBreaksThrough ?? true,
    digest: choices?.digest ?? 'none',
    digestAt: choices?.digestAt ?? '07:00',
  }
}

/** Returns what the API takes. */
export function toChoices({ ways, isQuiet, from, until, urgentBreaksThrough, ...rest }: ChoicesDraft): NoticeChoices {
  const chosen = noticeTopics.flatMap((topic) => {
    const set = waySets.find((methods) => methods.join() === ways[topic])
    return set && ways[topic] !== 'default' ? [[topic, set] as const] : []
  })
  return {
    ...rest,
    ways: Object.fromEntries(chosen),
    ...(isQuiet && { quietHours: { from, until, urgentBreaksThrough } }),
  }
}
