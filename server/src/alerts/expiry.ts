// Tells people about certificates and credentials that end soon.
import type { NewContactGroup } from '@mediary/contract/operations/contact-groups'
import type { User } from '@mediary/contract/users'
import {
  findLanguage,
  formatInstant,
  type NewNotice,
  type NoticeSettingsStore,
  type NoticeStore,
  translate,
} from '../notices/index.ts'
import { every, type Periodic } from '../platform/every.ts'
import type { Log } from '../platform/log.ts'
import { listPeople } from './alert-rules.ts'
import { type Expiring, findThreshold } from './expiry-rules.ts'
import type { Person } from './rules.ts'

const interval = 15 * 60_000

type Deps = {
  listExpiring: (now: number) => Promise<Expiring[]>
  contactGroups: { list: () => Promise<(NewContactGroup & { _id: string })[]> }
  users: { list: () => Promise<User[]> }
  notices: Pick<NoticeStore, 'add'>
  settings: Pick<NoticeSettingsStore, 'read'>
  now?: () => number
  log: Log
}

type Settings = Awaited<ReturnType<NoticeSettingsStore['read']>>

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
  const groups = new Map((await contactGroups.list()).map((group) => [group._id, group]))
  const people = listPeople({ users: [], groups: settings.groups }, groups)
  const known = new Map((await users.list()).map((user) => [user.email, user]))
  const now = clock()
  const found = (await listExpiring(now)).flatMap((expiring) =>
    people.flatMap((person) => buildNotice(expiring, person, known.get(person.user), settings, now)),
  )
  await notices.add(found)
}

function buildNotice(
  { kind, id, name, end }: Expiring,
  { method, user }: Person,
  account: User | undefined,
  settings: Settings,
  now: number,
): NewNotice[] {
  const reached = findThreshold(end, now)
  if (!reached) return []
  const { instance, consoleUrl } = settings
  const language = findLanguage(account, settings.language)
  const what = translate(language, `expiry.${kind}`, { name })
  const base = consoleUrl?.replace(/\/$/, '')
  return [
    {
      key: ['expiry', kind, id, end, reached.threshold, method, user].join(' '),
      kind: 'expiry',
      method,
      recipient: user,
      subject: translate(language, 'expiry.subject', { instance, name, days: reached.days }),
      content: {
        lines: [translate(language, 'expiry.line', { end: formatInstant(end), what })],
        link: base && `${base}/${kind === 'certificate' ? 'certificates' : 'clients'}`,
        facts: { what: kind, name, end: new Date(end).toISOString(), days: reached.days },
      },
    },
  ]
}
