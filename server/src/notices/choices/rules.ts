// Decides how and when a notice comes, as its recipient has chosen.
import type { ContactMethod } from '@mediary/contract/operations/contact-groups'
import type { NoticeKind } from '@mediary/contract/operations/notices'
import type { NoticeChoices, NoticeTopic } from '@mediary/contract/users/notice-choices'
import { isBeginning } from '../on-call/rules.ts'

const minute = 60_000
const day = 24 * 60

/** A person waits for these. */
const immediate: ReadonlySet<NoticeKind> = new Set(['password-link', 'test'])

/** Returns the ways by which notices of a topic come; undefined when the contact list decides. */
export const findWays = (
  choices: NoticeChoices | undefined,
  topic: NoticeTopic,
): readonly ContactMethod[] | undefined => choices?.ways[topic]

/** `released`: 1 is a notice whose digest is due, 2 one that a person has sent again. */
type Waiting = { kind: NoticeKind; released: number }
/** Returns milliseconds that the time zone is ahead of UTC at an instant. */
type OffsetAt = (at: number) => number

const readMinutes = (time: string) => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

/** Returns until when a notice is held back; undefined when it comes now. */
export function findHold(
  { kind, released }: Waiting,
  choices: NoticeChoices | undefined,
  now: number,
  offsetAt: OffsetAt,
): number | undefined {
  if (!choices || immediate.has(kind) || released > 1) return undefined
  const present = Math.floor((now + offsetAt(now)) / minute) % day
  const waitUntil = (time: number) => now - (now % minute) + ((time - present + day) % day || day) * minute
  // Somebody may have to act when something begins.
  const isUrgent = isBeginning(kind)
  const quiet = findQuietEnd(choices, present, isUrgent)
  if (quiet !== undefined) return waitUntil(quiet)
  if (released > 0 || kind === 'digest' || isUrgent || choices.digest === 'none') return undefined
  if (choices.digest === 'day') return waitUntil(readMinutes(choices.digestAt))
  return waitUntil((Math.floor(present / 60) + 1) * 60)
}

function findQuietEnd({ quietHours }: NoticeChoices, present: number, isUrgent: boolean): number | undefined {
  if (!quietHours || (isUrgent && quietHours.urgentBreaksThrough)) return undefined
  const [from, until] = [readMinutes(quietHours.from), readMinutes(quietHours.until)]
  const isQuiet = from <= until ? present >= from && present < until : present >= from || present < until
  return isQuiet ? until : undefined
}
