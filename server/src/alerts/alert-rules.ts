import { createHash } from 'node:crypto'
import type { Channel } from '@mediary/contract/channels'
import type { NewContactGroup } from '@mediary/contract/operations/contact-groups'
import type { User } from '@mediary/contract/users'
import type { NoticeTopic } from '@mediary/contract/users/notice-choices'
import { findWays } from '../notices/index.ts'
import type { AlertRule, Person } from './rules.ts'

type Groups = ReadonlyMap<string, NewContactGroup>
/** The accounts of people, by their e-mail addresses. */
type Accounts = ReadonlyMap<string, Pick<User, 'notices'>>

/** Returns the alerts of enabled channels, with the people they reach. A contact group that was deleted reaches nobody. */
export const listRules = (channels: readonly Channel[], groups: Groups, accounts: Accounts): AlertRule[] =>
  channels
    .filter(({ status }) => status === 'enabled')
    .flatMap((channel) => channel.alerts.map((alert) => toRule(channel, alert, groups, accounts)))
    .filter(({ people }) => people.length > 0)

function toRule(channel: Channel, alert: Channel['alerts'][number], groups: Groups, accounts: Accounts): AlertRule {
  const { condition, status = '', failureRate } = alert
  return {
    id: toId([channel._id, condition, status, failureRate ?? null]),
    channel: { id: channel._id, name: channel.name },
    condition,
    status,
    failureRate: condition === 'status' ? failureRate : undefined,
    maxAttempts: channel.autoRetryMaxAttempts,
    people: applyWays(listPeople(alert, groups), accounts, 'alerts'),
  }
}

/** An alert keeps its state as long as it asks for the same; who gets it may change. */
const toId = (fields: unknown[]) => createHash('sha256').update(JSON.stringify(fields)).digest('hex').slice(0, 32)

/** A person who is named several times gets one notice by each method. */
export function listPeople({ users, groups: ids }: { users: Person[]; groups: string[] }, groups: Groups): Person[] {
  const all = [...users, ...ids.flatMap((id) => groups.get(id)?.users ?? [])]
  const people = new Map<string, Person>()
  for (const person of all) {
    const user = person.user.trim().toLowerCase()
    const key = `${person.method} ${user}`
    if (!people.has(key)) people.set(key, { ...person, user })
  }
  return [...people.values()]
}

/** Replaces the methods of people who have chosen others for a topic. */
export function applyWays(people: readonly Person[], accounts: Accounts, topic: NoticeTopic): Person[] {
  const chosen = new Map<string, Person>()
  for (const person of people) {
    const ways = findWays(accounts.get(person.user)?.notices, topic) ?? [person.method]
    for (const method of ways) {
      const key = `${method} ${person.user}`
      if (!chosen.has(key)) chosen.set(key, { ...person, method })
    }
  }
  return [...chosen.values()]
}
