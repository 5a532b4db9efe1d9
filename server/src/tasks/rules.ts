import type { OrderBy } from '@mediary/contract/operations/tasks'
import type { TaskStatus } from '@mediary/contract/operations/tasks/statuses'
import { issue } from '@mediary/contract/problem'

type Command = 'Queued' | 'Paused' | 'Cancelled'

const from: Record<Command, readonly TaskStatus[]> = {
  Queued: ['Paused'],
  Paused: ['Queued', 'Processing'],
  Cancelled: ['Queued', 'Processing', 'Paused', 'Pending Async'],
}

/** Statuses in which a command takes effect. */
export const obeying = (command: Command) => from[command]

/** Tells whether a task is already in the state that a command asks for. */
export const isFulfilled = (command: Command, status: TaskStatus) =>
  status === command || (command === 'Queued' && status === 'Processing')

const ownKeys = ['client', 'channel']

/** Keys that a task can be ordered by: the client, the channel, or a search key that a channel has. */
export const checkOrder = (order: OrderBy, channels: readonly { searchKeys: readonly { name: string }[] }[]) =>
  order === 'time' ||
  ownKeys.includes(order.key) ||
  channels.some(({ searchKeys }) => searchKeys.some(({ name }) => name === order.key))
    ? []
    : [issue('orderBy', 'order-unknown')]

type Waiting = { n: number; orderKey: string | null }

/**
 * The next row to start. By time: simply the next one. By key: the next one of a key of which nothing is under way, and
 * none that comes earlier is skipped; rows without a key are one key, because nobody knows that they are unrelated.
 */
export function findNext<T extends Waiting>(
  waiting: readonly T[],
  running: ReadonlyMap<number, string | null>,
  byKey: boolean,
): T | undefined {
  const notStarted = waiting.filter(({ n }) => !running.has(n))
  if (!byKey) return notStarted[0]
  const busy = new Set(running.values())
  return notStarted.find(({ orderKey }) => !busy.has(orderKey))
}

const day = 86_400_000

/** Returns the delay before an attempt: the period of the channel, doubled each time, at most a day. */
export const backOff = (periodMinutes: number, attempt: number) =>
  Math.min(periodMinutes * 60_000 * 2 ** Math.min(attempt - 1, 20), Math.max(day, periodMinutes * 60_000))

/** Checks the limit of attempts. An absent limit or 0 means no limit, as in OpenHIM. */
export const mayAttempt = (attempt: number, max: number | undefined) => !max || attempt <= max
