// Tells people about certificates and credentials that end soon.
import {
  formatInstant,
  type NewNotice,
  type NoticeSettingsStore,
  type NoticeStore,
  translate,
} from '../notices/index.ts'
import { every, type Periodic } from '../platform/every.ts'
import type { Log } from '../platform/log.ts'
import { type Expiring, findThreshold } from './expiry-rules.ts'
import { loadToldPeople, type PeopleSources, type ToldPerson, toConsoleLink } from './told-people.ts'

const interval = 15 * 60_000

type Deps = PeopleSources & {
  listExpiring: (now: number) => Promise<Expiring[]>
  notices: Pick<NoticeStore, 'add'>
  settings: Pick<NoticeSettingsStore, 'read'>
  now?: () => number
  log: Log
}

/**
 * Tells the contact groups of the installation 30, 14, 7 and 1 days before an end. The key of a notice names the end and the
 * number of days, so that several nodes and restarts make it once.
 */
export const expiryWatcher = (deps: Deps): Periodic =>
  every(interval, 'looking for certificates and credentials that end soon', () => tellExpiring(deps), deps.log)

async function tellExpiring({
  listExpiring,
  contactGroups,
  users,
  notices,
  settings: store,
  now: clock = Date.now,
}: Deps) {
  const settings = await store.read()
  if (settings.groups.length === 0) return
  const { people } = await loadToldPeople({ contactGroups, users }, settings, 'expiry')
  const now = clock()
  const found = (await listExpiring(now)).flatMap((expiring) =>
    people.flatMap((person) => buildNotice(expiring, person, now)),
  )
  await notices.add(found)
}

function buildNotice(
  { kind, id, name, end }: Expiring,
  { person: { method, user }, settings: { instance, consoleUrl }, language }: ToldPerson,
  now: number,
): NewNotice[] {
  const reached = findThreshold(end, now)
  if (!reached) return []
  const what = translate(language, `expiry.${kind}`, { name })
  return [
    {
      key: ['expiry', kind, id, end, reached.threshold, method, user].join(' '),
      kind: 'expiry',
      method,
      recipient: user,
      subject: translate(language, 'expiry.subject', { instance, name, days: reached.days }),
      content: {
        lines: [translate(language, 'expiry.line', { end: formatInstant(end), what })],
        link: toConsoleLink(consoleUrl, kind === 'certificate' ? '/certificates' : '/clients'),
        facts: { what: kind, name, end: new Date(end).toISOString(), days: reached.days },
      },
    },
  ]
}
