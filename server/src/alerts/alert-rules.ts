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

/** A person who is named several times gets one notice by each method, and on call has the earliest turn. */
export function listPeople({ users, groups: ids }: { users: Person[]; groups: string[] }, groups: Groups): Person[] {
  const all = [...users, ...ids.flatMap((id) => listMembers(groups.get(id)))]
  const people = new Map<string, Person>()
  for (const person of all) {
    const user = toAddress(person)
    const key = `${person.method} ${user}`
    const known = people.get(key)
    people.set(key, known ? { ...known, turn: findEarlier(known, person) } : { ...person, user })
  }
  return [...people.values()]
}

const toAddress = ({ user }: Person) => user.trim().toLowerCase()

/** Whoever is also told without an order is told at once. */
const findEarlier = (one: Person, other: Person) =>
  one.turn === undefined || other.turn === undefined ? undefined : Math.min(one.turn, other.turn)

/** Lists the people of a group. A person who is named several times in an order has the first place. */
function listMembers(group: NewContactGroup | undefined): Person[] {
  const { users = [], onCall } = group ?? {}
  if (!onCall) return users
  const order = [...new Set(users.map(toAddress))]
  return users.map((person) => ({ ...person, turn: order.indexOf(toAddress(person)) * onCall.minutes }))
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
