// Tells people when a client is silent, and when it sends again.
import type { Client } from '@mediary/contract/clients'
import type { NoticeKind } from '@mediary/contract/operations/notices'
import {
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
import { loadToldPeople, type PeopleSources, type ToldPerson, toConsoleLink } from './told-people.ts'

const interval = 5 * 60_000
const claimedFor = 4 * 60_000
const maxListed = 10

type Deps = PeopleSources & {
  silence: SilenceStore
  clients: { summaries: () => Promise<Pick<Client, '_id' | 'name' | 'status'>[]> }
  notices: Pick<NoticeStore, 'add'>
  settings: Pick<NoticeSettingsStore, 'read'>
  toLocal: (at: number) => ReturnType<Calendar['toLocal']>
  claims: Claims
  now?: () => number
  log: Log
}

type Named = { name: string; since: number }

/** Finds silences, and tells the contact groups of the installation: one notice for all clients of a round. */
export const silenceWatcher = (deps: Deps): Periodic =>
  every(interval, 'looking for silent clients', () => tellSilences(deps), deps.log)

async function tellSilences(deps: Deps) {
  const now = (deps.now ?? Date.now)()
  if (!(await deps.claims.take('silence', claimedFor))) return
  const clients = (await deps.clients.summaries()).filter(({ status }) => status === 'enabled')
  const names = new Map(clients.map(({ _id, name }) => [_id, name]))
  const settings = await deps.settings.read()
  const situation = { toLocal: deps.toLocal, settings: settings.silence, now }
  const judged = await judgeClients(deps.silence, [...names.keys()], situation)
  const began = judged.flatMap(({ found }) => found ?? [])
  const ended = judged.flatMap(({ ended: one }) => one ?? [])
  await deps.silence.prune(now)
  if (began.length + ended.length === 0) return
  const { people } = await loadToldPeople(deps, settings, 'silence')
  const toNamed = (list: typeof began): Named[] =>
    list.map(({ client, since }) => ({ name: names.get(client) ?? client, since: (since + 1) * hourLength }))
  const notices = people.flatMap((person) => [
    ...buildNotice('client-silent', toNamed(began), person, now),
    ...buildNotice('client-back', toNamed(ended), person, now),
  ])
  await deps.silence.save(began, ended, (trx) => deps.notices.add(notices, trx))
}

type Kind = Extract<NoticeKind, 'client-silent' | 'client-back'>
const texts = { 'client-silent': 'silent', 'client-back': 'back' } as const

function buildNotice(
  kind: Kind,
  clients: readonly Named[],
  { person: { method, user }, settings: { instance, consoleUrl }, language }: ToldPerson,
  now: number,
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
        link: toConsoleLink(consoleUrl, '/clients'),
        facts: { count },
      },
    },
  ]
}
