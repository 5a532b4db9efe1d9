import type { Channel } from '@mediary/contract/channels'
import { newUuid } from '../../../lib/uuid.ts'

export type Alert = Channel['alerts'][number]
export type AlertDraft = { key: string; alert: Alert; failureRate: string }

export const newAlert = (): AlertDraft => ({
  key: newUuid(),
  alert: { condition: 'status', status: '5xx', failureRate: undefined, groups: [], users: [] },
  failureRate: '',
})

export const readAlerts = (channel: Channel | undefined): AlertDraft[] =>
  (channel?.alerts ?? []).map((alert, index) => ({
    key: String(index),
    alert,
    failureRate: alert.failureRate === undefined ? '' : String(alert.failureRate),
  }))

/** Returns what the API takes. An alert for retries has no status and no rate. */
export const writeAlerts = (drafts: readonly AlertDraft[]) =>
  drafts.map(({ alert: { condition, status, groups, users }, failureRate }) => ({
    condition,
    ...(condition === 'status' && { status, ...(failureRate.trim() && { failureRate: Number(failureRate) }) }),
    groups,
    users,
  }))
