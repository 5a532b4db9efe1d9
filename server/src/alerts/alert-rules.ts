import { createHash } from 'node:crypto'
import type { Channel } from '@mediary/contract/channels'
import type { NewContactGroup } from '@mediary/contract/operations/contact-groups'
import type { AlertRule, Person } from './rules.ts'

type Groups = ReadonlyMap<string, NewContactGroup>

/** Returns the alerts of enabled channels, with the people they reach. A contact group that was deleted reaches nobody. */
export const listRules = (channels: readonly Channel[], groups: Groups): AlertRule[] =>
  channels
    .filter(({ status }) => status === 'enabled')
    .flatMap((channel) => channel.alerts.map((alert) => toRule(channel, alert, groups)))
    .filter(({ people }) => people.length > 0)

function toRule(channel: Channel, alert: Channel['alerts'][number], groups: Groups): AlertRule {
  const { condition, status = '', failureRate } = alert
  return {
    id: toId([channel._id, condition, status, failureRate ?? null]),
    channel: { id: channel._id, name: channel.name },
    condition,
    status,
    failureRate: condition === 'status' ? failureRate : undefined,
    maxAttempts: channel.autoRetryMaxAttempts,
    people: listPeople(alert, groups),
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
