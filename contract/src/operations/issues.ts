// Issues: failed transactions and refusals, grouped by their cause.
import { z } from 'zod'
import type { Api } from '../api/endpoint.ts'
import { byId, Id, Sentence, Timestamp } from '../api/shapes.ts'
import { Explanation } from '../problem.ts'
import { Email } from '../users.ts'
import { refusalCodes, stages } from './refusals.ts'

/** `forward`: the primary route failed. `secondary`: a secondary route failed. The others are the stages of refusals. */
const issueStages = [...stages, 'forward', 'secondary'] as const

const issueStates = ['open', 'resolved'] as const
export type IssueState = (typeof issueStates)[number]

const issueKinds = ['failure', 'refusal'] as const

/** A client that an issue affects. */
const AffectedClient = z.object({
  clientID: Id.optional().describe('present for failures'),
  name: z.string().describe('the name of the client; for refusals the client that the credentials claim'),
  count: z.int(),
})

/** Failures or refusals with the same cause. */
export const Issue = z.object({
  _id: Id.describe('follows from the cause: the same cause has the same id'),
  kind: z.enum(issueKinds),
  state: z.enum(issueStates),
  channelID: Id.optional(),
  channel: z.string().optional().describe('the name of the channel'),
  route: z.string().optional(),
  stage: z.enum(issueStages),
  statusClass: z.string().optional().describe('such as 5xx'),
  code: z.enum(refusalCodes).optional().describe('the code of refusals'),
  reason: z
    .string()
    .describe(
      'without ids, times, numbers, names and addresses: "…" stands for them. Empty: other reasons of the channel',
    ),
  explanations: z.array(Explanation).describe('the reason in parts, if the gateway gave it'),
  firstSeen: Timestamp,
  lastSeen: Timestamp,
  count: z.int().describe('the number of requests'),
  clients: z.array(AffectedClient).describe('at most 100, the most affected first'),
  moreClients: z.boolean().describe('there are clients that the list leaves out'),
  owner: z.string().optional().describe('the e-mail address of the user who takes care of the issue'),
  note: z.string().optional(),
  resolvedAt: Timestamp.optional(),
  resolvedBy: z.string().optional(),
  reopened: z.int().describe('how often the issue came back after it was resolved'),
  reopenedAt: Timestamp.optional(),
})
export type Issue = z.infer<typeof Issue>

const IssueDetail = Issue.extend({
  members: z.int().describe('the stored transactions or refusals of the issue; a rerun counts for its original'),
  unhealed: z.int().describe('the members without a successful rerun; 0 for refusals'),
})
export type IssueDetail = z.infer<typeof IssueDetail>

/** A member of an issue: a transaction that is no rerun, or a refusal. */
const IssueMember = z.object({
  _id: Id.describe('the id of the transaction or of the refusal'),
  healed: Timestamp.optional().describe('when a rerun of the transaction succeeded'),
})

export const issuesApi = {
  list: {
    method: 'GET',
    path: '/issues',
    summary:
      'List the issues of the visible channels, the most recent first: failed transactions and refusals, grouped by cause',
    permission: 'transaction-view-all',
    listed: true,
    query: z.object({
      state: z.enum(issueStates).optional(),
      kind: z.enum(issueKinds).optional(),
      channelID: Id.optional(),
      owner: z.string().max(254).optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
      page: z.coerce.number().int().min(0).max(1000).default(0),
    }),
    exported: {
      columns: [
        '_id',
        'reason',
        'kind',
        'channel',
        'route',
        'stage',
        'statusClass',
        'code',
        'state',
        'firstSeen',
        'lastSeen',
        'count',
        'owner',
        'note',
        'clients',
      ],
      paging: { limit: 'limit', size: 500, by: 'page' },
    },
    response: z.array(Issue),
  },
  get: {
    method: 'GET',
    path: '/issues/:id',
    summary: 'Show an issue',
    permission: 'transaction-view-all',
    anyResource: true,
    params: byId,
    response: IssueDetail,
  },
  members: {
    method: 'GET',
    path: '/issues/:id/members',
    summary: 'List the transactions or refusals of an issue, newest first',
    permission: 'transaction-view-all',
    anyResource: true,
    params: byId,
    query: z.object({
      healed: z.enum(['yes', 'no']).optional(),
      limit: z.coerce.number().int().min(1).max(1000).default(100),
      before: Id.optional().describe('returns members older than this one'),
    }),
    response: z.object({ members: z.array(IssueMember) }),
  },
  update: {
    method: 'PUT',
    path: '/issues/:id',
    summary: 'Resolve or reopen an issue, set its owner or its note; a resolved issue is reopened when it comes back',
    permission: 'transaction-rerun-all',
    anyResource: true,
    params: byId,
    body: z.object({
      state: z.enum(issueStates).optional(),
      owner: Email.nullable().optional().describe('a user; null: nobody'),
      note: z.string().max(10_000).nullable().optional(),
    }),
    response: Sentence,
  },
} as const satisfies Api
