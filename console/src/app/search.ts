import { httpMethods } from '@mediary/contract/channels'
import { refusalCodes, stages } from '@mediary/contract/refusals'
import { rowStatuses, taskStatuses } from '@mediary/contract/tasks'
import { transactionStatuses } from '@mediary/contract/transactions'
import { z } from 'zod'
import { channelColumns } from '../features/channels/list/list-rules.ts'
import { periods } from '../features/metrics/period.ts'

// What stands in the address of each page. A value that means nothing there is left out, so that no link is ever broken.
const word = z.string().max(2000).optional().catch(undefined)

export const SignInSearch = z.object({
  // Only a path of our own: an address of another site would make the sign-in page a trap.
  to: z
    .string()
    .regex(/^\/(?![/\\])/)
    .optional()
    .catch(undefined),
})

export const clientColumns = [
  'clientID',
  'name',
  'organization',
  'softwareName',
  'description',
  'contactPerson',
  'clientDomain',
  'roles',
] as const
export type ClientColumn = (typeof clientColumns)[number]

export const ClientsSearch = z.object({
  find: word,
  sort: z.enum(clientColumns).optional().catch(undefined),
  order: z.enum(['up', 'down']).optional().catch(undefined),
  findRole: word,
  findChannel: word,
  client: word.describe('an id, or `new`'),
  tab: z.enum(['basic', 'authentication']).optional().catch(undefined),
  delete: word.describe('id of the client that is about to be deleted'),
  deleteRole: word,
  try: word.describe('id of the client as whom a request is tried'),
  method: z.enum(httpMethods).optional().catch(undefined),
  path: word,
})
export type ClientsSearch = z.infer<typeof ClientsSearch>

export const UsersSearch = z.object({
  find: word,
  delete: word,
  edit: word.describe('an e-mail address, or `new`'),
  role: word.describe('name of a user role, or `+` for a new one'),
  deleteRole: word,
})
export type UsersSearch = z.infer<typeof UsersSearch>

export const DashboardSearch = z.object({
  period: z.enum(periods).optional().catch(undefined),
  from: word,
  until: word,
})
export type DashboardSearch = z.infer<typeof DashboardSearch>

export const certificateViews = ['keystore', 'clients', 'upstreams', 'calendar'] as const

export const CertificatesSearch = z.object({
  view: z.enum(certificateViews).optional().catch(undefined),
  open: z
    .enum(['server', 'make-server', 'make-client', 'authority', 'enrol', 'issue', 'upstream'])
    .optional()
    .catch(undefined)
    .describe('what is being made or uploaded'),
  client: word.describe('id of the client whose certificates are shown'),
  edit: word.describe('id of the certificate for upstreams that is being renewed'),
  delete: word.describe('id of the certificate, code or list that is about to be deleted'),
  revoke: word,
})
export type CertificatesSearch = z.infer<typeof CertificatesSearch>

export const ChannelsSearch = z.object({
  find: word,
  sort: z.enum(channelColumns).optional().catch(undefined),
  order: z.enum(['up', 'down']).optional().catch(undefined),
  delete: word,
  restore: word,
  saved: word.describe('name of the channel that was just made'),
})
export type ChannelsSearch = z.infer<typeof ChannelsSearch>

export const ChannelSearch = z.object({ from: word.describe('id of the channel that a new one begins as') })

export const TransactionsSearch = z.object({
  since: word,
  until: word,
  status: z.enum(transactionStatuses).optional().catch(undefined),
  channel: word,
  client: word,
  method: word,
  path: word,
  code: word,
  live: z.enum(['off']).optional().catch(undefined),
})
export const TransactionsPageSearch = TransactionsSearch.extend({
  rerun: z.enum(['selected', 'matching']).optional().catch(undefined).describe('what is about to be sent again'),
})
export type TransactionsPageSearch = z.infer<typeof TransactionsPageSearch>
export const TransactionSearch = TransactionsSearch.extend({
  full: z.enum(['request', 'response']).optional().catch(undefined),
  call: word.describe('a call of the timeline, such as o0, r1 or r1o0'),
  side: z.enum(['request', 'response', 'difference']).optional().catch(undefined),
  compare: word.describe('id of the transaction beside which this one is shown'),
  rerun: z.enum(['one', 'edit']).optional().catch(undefined),
  views: z.enum(['shown']).optional().catch(undefined),
})
export type TransactionSearch = z.infer<typeof TransactionSearch>
export type TransactionsSearch = z.infer<typeof TransactionsSearch>

export const TasksSearch = z.object({
  status: z.enum(taskStatuses).optional().catch(undefined),
  user: word,
  day: word,
  page: word,
  cancel: word.describe('id of the task that is about to be cancelled'),
  delete: word.describe('id of the task that is about to be deleted'),
})
export type TasksSearch = z.infer<typeof TasksSearch>

export const TaskSearch = z.object({
  tstatus: z.enum(rowStatuses).optional().catch(undefined),
  outcome: z.enum(transactionStatuses).optional().catch(undefined),
  errors: z.enum(['yes', 'no']).optional().catch(undefined),
  page: word,
  ask: z.enum(['cancel', 'delete']).optional().catch(undefined),
})
export type TaskSearch = z.infer<typeof TaskSearch>

export const RetentionSearch = z.object({ channel: word.describe('id of the channel whose ages are tried') })
export type RetentionSearch = z.infer<typeof RetentionSearch>

export const RefusalsSearch = z.object({
  find: word,
  client: word,
  clientIP: word,
  channel: word,
  since: word.describe('an instant'),
  until: word.describe('an instant'),
  stage: z.enum(stages).optional().catch(undefined),
  code: z.enum(refusalCodes).optional().catch(undefined),
})
export type RefusalsSearch = z.infer<typeof RefusalsSearch>

export const readSearch = (search: string) => Object.fromEntries(new URLSearchParams(search))

export const writeSearch = (search: Record<string, unknown>) => {
  const written = new URLSearchParams()
  for (const [key, value] of Object.entries(search))
    if (typeof value === 'string' && value !== '') written.set(key, value)
  return written.size > 0 ? `?${written}` : ''
}
