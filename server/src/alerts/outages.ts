// Tells people when no request reaches an upstream any more, and when one does again.
import {
  formatInstant,
  type NewNotice,
  type NoticeSettingsStore,
  type NoticeStore,
  translate,
} from '../notices/index.ts'
import { every, type Periodic } from '../platform/every.ts'
import type { Log } from '../platform/log.ts'
import { findChanges, type KnownOutage, type Outage, type WatchedRoute } from './outage-rules.ts'
import type { Person } from './rules.ts'
import { loadToldPeople, type PeopleSources, type ToldPerson, toConsoleLink } from './told-people.ts'

const interval = 15_000
const maxChannels = 5

type Deps = PeopleSources & {
  listRoutes: () => Promise<WatchedRoute[]>
  notices: Pick<NoticeStore, 'add' | 'listKeys'>
  settings: Pick<NoticeSettingsStore, 'read'>
  now?: () => number
  log: Log
}

type Told = KnownOutage & { person: Person }

/**
 * Tells the contact groups of the installation about upstreams that are down. What they know is read from the notices, whose keys
 * name the outage: several nodes and restarts tell each outage once, and its end to those who know of it.
 */
export const outageWatcher = (deps: Deps): Periodic =>
  every(interval, 'looking for upstreams that are down', () => tellOutages(deps), deps.log)

async function tellOutages({ listRoutes, contactGroups, users, notices, settings: store, now = Date.now }: Deps) {
  const settings = await store.read()
  const told = await listTold(notices)
  if (settings.groups.length === 0 && told.length === 0) return
  const routes = await listRoutes()
  const at = now()
  const { began, ended } = findChanges(routes, told, at)
  if (began.length + ended.length === 0) return
  const { people, describe } = await loadToldPeople({ contactGroups, users }, settings, 'upstreams')
  await notices.add([
    ...began.flatMap((outage) => people.map((person) => buildBeginning(outage, person))),
    ...told
      .filter((one) => ended.some(({ address, began }) => one.address === address && one.began === began))
      .map((one) => buildEnd(one, at, describe(one.person))),
  ])
}

const toKey = (kind: 'down' | 'up', { address, began }: KnownOutage, { method, user }: Person) =>
  ['upstream', kind, address, began, method, user].join(' ')

const toIncident = ({ address, began }: KnownOutage) => ['upstream', address, began].join(' ')

/** Lists the outages that people know about, and whose end they do not know yet. */
async function listTold(notices: Pick<NoticeStore, 'listKeys'>): Promise<Told[]> {
  const keys = new Set(await notices.listKeys(['upstream-down', 'upstream-up']))
  return [...keys].flatMap((key): Told[] => {
    const [, kind, address = '', began, method, user = ''] = key.split(' ')
    const person = readPerson(method, user)
    const told = { address, began: Number(began) }
    if (kind !== 'down' || !person || keys.has(toKey('up', told, person))) return []
    return [{ ...told, person }]
  })
}

const methods = ['email', 'sms', 'webhook'] as const

function readPerson(method: string | undefined, user: string): Person | undefined {
  const known = methods.find((one) => one === method)
  return known && { method: known, user, maxAlerts: 'no max' }
}

function buildBeginning(
  outage: Outage,
  { person, settings: { instance, consoleUrl }, language }: ToldPerson,
): NewNotice {
  const { address, began, channels } = outage
  const names = channels.slice(0, maxChannels).join(', ') + (channels.length > maxChannels ? ', …' : '')
  return {
    key: toKey('down', outage, person),
    kind: 'upstream-down',
    method: person.method,
    recipient: person.user,
    incident: toIncident(outage),
    turn: person.turn,
    subject: translate(language, 'down.subject', { instance, address }),
    content: {
      lines: [translate(language, 'down.line', { since: formatInstant(began), channels: names })],
      link: toConsoleLink(consoleUrl, '/now'),
      facts: { address, began: new Date(began).toISOString(), channels: names },
    },
  }
}

function buildEnd(
  outage: KnownOutage,
  at: number,
  { person, settings: { instance }, language }: ToldPerson,
): NewNotice {
  const { address, began } = outage
  return {
    key: toKey('up', outage, person),
    kind: 'upstream-up',
    method: person.method,
    recipient: person.user,
    incident: toIncident(outage),
    subject: translate(language, 'up.subject', { instance, address }),
    content: {
      lines: [translate(language, 'ended.line', { began: formatInstant(began), ended: formatInstant(at) })],
      facts: { address, began: new Date(began).toISOString(), ended: new Date(at).toISOString() },
    },
  }
}
