// Tells people when a client is silent, and when it sends again.
import type { Client } from '@mediary/contract/clients'
import type { NewContactGroup } from '@mediary/contract/operations/contact-groups'
import type { NoticeKind } from '@mediary/contract/operations/notices'
import type { User } from '@mediary/contract/users'
import {
  findLanguage,
  formatInstant,
  type NewNotice,
  type NoticeSettingsStore,
  type NoticeStore,
  translate,
} from '../notices/index.ts'
import type { Claims } from '../platform/database/claims.ts'
import { every, type Periodic } from '../platform/every.ts'
import type { Log } from '../platform/log.ts'
import { type Calendar, hourLength, judgeClients, type SilenceStore } from '../silence/index.ts'
import { listPeople } from './alert-rules.ts'
import type { Person } from './rules.ts'

const interval = 5 * 60_000
const claimedFor = 4 * 60_000
const maxListed = 10

type Deps = {
  silence: SilenceStore
  clients: { list: () => Promise<Pick<Client, '_id' | 'name' | 'status'>[]> }
  contactGroups: { list: () => Promise<(NewContactGroup & { _id: string })[]> }
  users: { list: () => Promise<User[]> }
  notices: Pick<NoticeStore, 'add'>
  settings: Pick<NoticeSettingsStore, 'read'>
  toLocal: (at: number) => ReturnType<Calendar['toLocal']>
  claims: Claims
  now?: () => number
  log: Log
}

type Settings = Awaited<ReturnType<NoticeSettingsStore['read']>>
type Named = { name: string; since: number }

/** Finds silences, and tells the contact groups of the installation: one notice for all clients of a round. */
export const silenceWatcher = (deps: Deps): Periodic =>
  every(interval, 'looking for silent clients', () => tellSilences(deps), deps.log)

async function tellSilences(deps: Deps) {
  const now = (deps.now ?? Date.now)()
  if (!(await deps.claims.take('silence', claimedFor))) return
  const clients = (await deps.clients.list()).filter(({ status }) => status === 'enabled')
  const names = new Map(clients.map(({ _id, name }) => [_id, name]))
  const judged = await judgeClients(deps.silence, [...names.keys()], deps.toLocal, now)
  const began = judged.flatMap(({ found }) => found ?? [])
  const ended = judged.flatMap(({ ended: one }) => one ?? [])
  await deps.silence.prune(now)
  if (began.length + ended.length === 0) return
  const settings = await deps.settings.read()
  const groups = new Map((await deps.contactGroups.list()).map((group) => [group._id, group]))
  const users = new Map((await deps.users.list()).map((user) => [user.email, user]))
  const toNamed = (list: typeof began): Named[] =>
    list.map(({ client, since }) => ({ name: names.get(client) ?? client, since: (since + 1) * hourLength }))
  const notices = listPeople({ users: [], groups: settings.groups }, groups).flatMap((person) => {
    const language = findLanguage(users.get(person.user), settings.language)
    const context = { settings, language, now }
    return [
      ...buildNotice('client-silent', toNamed(began), person, context),
      ...buildNotice('client-back', toNamed(ended), person, context),
    ]
  })
  await deps.silence.save(began, ended, (trx) => deps.notices.add(notices, trx))
}

type Context = { settings: Settings; language: Settings['language']; now: number }
type Kind = Extract<NoticeKind, 'client-silent' | 'client-back'>
const texts = { 'client-silent': 'silent', 'client-back': 'back' } as const

function buildNotice(
  kind: Kind,
  clients: readonly Named[],
  { method, user }: Person,
  { settings: { instance, consoleUrl }, language, now }: Context,
): NewNotice[] {
  if (clients.length === 0) return []
  const count = clients.length
  const listed = clients
    .slice(0, maxListed)
    .map(({ name, since }) => translate(language, `${texts[kind]}.line`, { name, since: formatInstant(since) }))
  const more = count - listed.length
  return [
    {
      key: [kind, now, method, user].join(' '),
      kind,
      method,
      recipient: user,
      subject: translate(language, `${texts[kind]}.subject`, { instance, count }),
      content: {
        lines: more > 0 ? [...listed, translate(language, 'silent.more', { count: more })] : listed,
        link: consoleUrl && `${consoleUrl.replace(/\/$/, '')}/clients`,
        facts: { count },
      },
    },
  ]
}
