import type { Database } from '../platform/database/database.ts'

export type IssueRow = {
  id: string
  kind: 'failure' | 'refusal'
  channel: string | null
  channel_name: string | null
  route: string | null
  stage: string
  status_class: string | null
  code: string | null
  reason: string
  first_seen: number
  last_seen: number
  count: number
  clients: string
  state: 'open' | 'resolved'
  owner: string | null
  note: string | null
  resolved_at: number | null
  resolved_by: string | null
  reopened: number
  reopened_at: number | null
  /** 1: people have not been told yet that the issue is new, or that it has come back. */
  untold: number
}

export type IssueTables = {
  issues: IssueRow
  issue_members: { issue: string; member: string; healed_at: number | null }
}

export type Trx = Database['kysely']
