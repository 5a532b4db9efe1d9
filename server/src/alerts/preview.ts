// Previews an alert: the rule that decides about notices goes through the record of the last 30 days.
import { alertPreviewApi } from '@mediary/contract/channels/alert-preview'
import type { FastifyInstance } from 'fastify'
import type { ChannelStore } from '../channels/index.ts'
import type { Database } from '../platform/database/database.ts'
import { implement, type Require } from '../platform/http/implement.ts'
import { notFound } from '../platform/http/problem.ts'
import { leastIdAt } from '../platform/ids.ts'
import { type AlertRule, type AlertState, advance, type Ended, type Message, newState } from './rules.ts'
import { listOfChannel, sortRows } from './store.ts'

const minute = 60_000
const period = 30 * 86_400_000
const maxRead = 100_000
const maxListed = 20

type Deps = {
  channels: Pick<ChannelStore, 'find'>
  database: Pick<Database, 'kysely'>
  findDayStart: (now: number) => number
}

/** The endpoint that previews an alert. */
export const alertPreviewRoutes = (
  app: FastifyInstance,
  require: Require,
  { channels, database, findDayStart }: Deps,
) =>
  implement(app, require, alertPreviewApi, {
    preview: async ({ params: { id }, query: { condition, status = '', failureRate } }) => {
      const channel = await channels.find(id)
      if (!channel) throw notFound('channel-not-found', { id })
      const now = Date.now()
      const rows = await listOfChannel(database, id, leastIdAt(now - period), maxRead)
      const rule: AlertRule = {
        id: 'preview',
        channel: { id, name: channel.name },
        condition,
        status,
        failureRate: condition === 'status' ? failureRate : undefined,
        maxAttempts: channel.autoRetryMaxAttempts,
        people: [{ user: 'preview', method: 'email', maxAlerts: 'no max' }],
      }
      const { ended } = sortRows(rows)
      const messages = replay(rule, ended, now, findDayStart)
      const began = messages.filter(({ kind }) => kind === 'alert-began').map((one) => one.began)
      return {
        since: new Date(now - period).toISOString(),
        transactions: rows.length,
        truncated: rows.length === maxRead,
        began: began.length,
        notices: messages.length,
        last: began
          .slice(-maxListed)
          .reverse()
          .map((at) => new Date(at).toISOString()),
      }
    },
  })

/** Moves the clock from minute to minute, as the follower of the record does from second to second. Returns what would be told. */
function replay(
  rule: AlertRule,
  ended: readonly Ended[],
  now: number,
  findDayStart: (at: number) => number,
): Message[] {
  const byMinute = Map.groupBy(ended, ({ at }) => Math.floor(at / minute))
  const messages: Message[] = []
  let state: AlertState = newState
  for (let at = Math.floor((now - period) / minute); at <= Math.floor(now / minute); at++) {
    const found = byMinute.get(at) ?? []
    // Nothing happens, and nothing goes on.
    if (found.length === 0 && !state.episode && state.minutes.length === 0) continue
    const clock = { now: Math.min((at + 1) * minute, now), dayStart: findDayStart(at * minute) }
    const next = advance(rule, state, found, clock)
    state = next.state
    messages.push(...next.messages)
  }
  return messages
}
