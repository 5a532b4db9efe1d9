import type { Channel, ChannelChanges, NewChannel } from '@mediary/contract/channels'
import type { Route } from '@mediary/contract/channels/route'
import type { SearchKey } from '@mediary/contract/channels/search-keys'
import type { z } from 'zod'

export type SearchKeyDraft = { key: string; searchKey: SearchKey }
export type RouteDraft = { key: string; route: Partial<z.input<typeof Route>>; port: string }

export const contentRules = ['matchContentRegex', 'matchContentXpath', 'matchContentJson'] as const
type ContentRule = (typeof contentRules)[number] | 'none'

/** What stands in the form. What it has no field for stands in `more`, as JSON. */
export type ChannelDraft = {
  name: string
  description: string
  status: 'enabled' | 'disabled'
  type: Channel['type']
  tcpHost: string
  tcpPort: string
  pollingSchedule: string
  priority: string
  timeout: string
  methods: string[]
  urlPattern: string
  matchContentTypes: string
  contentRule: ContentRule
  content: string
  contentValue: string
  authType: 'private' | 'public'
  allow: string[]
  whitelist: string
  routes: RouteDraft[]
  requestBody: boolean
  responseBody: boolean
  maxBodyAgeDays: string
  maxRecordAgeDays: string
  maxBodyBytes: string
  sealBodies: boolean
  demandBodyReason: boolean
  whenTooLarge: 'refuse' | 'pass'
  whenUnrecordable: 'refuse' | 'pass'
  isAsynchronousProcess: boolean
  autoRetryEnabled: boolean
  autoRetryServerErrors: boolean
  autoRetryPeriodMinutes: string
  autoRetryMaxAttempts: string
  searchKeys: SearchKeyDraft[]
  more: string
}

const usualMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

const numberText = (value: number | undefined) => (value === undefined ? '' : String(value))

export const newRoute = (key: string, primary: boolean): RouteDraft => ({
  key,
  route: { name: '', primary },
  port: '80',
})

function contentOf(channel: Channel | undefined): Pick<ChannelDraft, 'contentRule' | 'content' | 'contentValue'> {
  const contentRule = contentRules.find((rule) => channel?.[rule]) ?? 'none'
  const content = contentRule === 'none' ? '' : (channel?.[contentRule] ?? '')
  return { contentRule, content, contentValue: channel?.matchContentValue ?? '' }
}

/** Everything of a channel that the form has no field for. */
function restOf(channel: Channel): Record<string, unknown> {
  const shown = new Set([...Object.keys(shownOf(draftOf(undefined))), '_id', 'updatedBy'])
  return Object.fromEntries(Object.entries(channel).filter(([key]) => !shown.has(key)))
}

export const draftOf = (channel: Channel | undefined): ChannelDraft => ({
  name: channel?.name ?? '',
  description: channel?.description ?? '',
  status: channel?.status === 'disabled' ? 'disabled' : 'enabled',
  type: channel?.type ?? 'http',
  tcpHost: channel?.tcpHost ?? '',
  tcpPort: numberText(channel?.tcpPort),
  pollingSchedule: channel?.pollingSchedule ?? '',
  priority: numberText(channel?.priority),
  timeout: numberText(channel?.timeout),
  methods: [...(channel?.methods ?? usualMethods)],
  urlPattern: channel?.urlPattern ?? '',
  matchContentTypes: channel?.matchContentTypes.join(', ') ?? '',
  ...contentOf(channel),
  authType: channel?.authType ?? 'private',
  allow: channel?.allow ?? [],
  whitelist: channel?.whitelist.join(', ') ?? '',
  routes: channel
    ? channel.routes.map((route, index) => ({ key: String(index), route, port: numberText(route.port) }))
    : [newRoute('0', true)],
  requestBody: channel?.requestBody ?? true,
  responseBody: channel?.responseBody ?? true,
  maxBodyAgeDays: numberText(channel?.maxBodyAgeDays),
  maxRecordAgeDays: numberText(channel?.maxRecordAgeDays),
  maxBodyBytes: numberText(channel?.maxBodyBytes),
  sealBodies: channel?.sealBodies ?? false,
  demandBodyReason: channel?.demandBodyReason ?? false,
  whenTooLarge: channel?.whenTooLarge ?? 'refuse',
  whenUnrecordable: channel?.whenUnrecordable ?? 'refuse',
  isAsynchronousProcess: channel?.isAsynchronousProcess ?? false,
  autoRetryEnabled: channel?.autoRetryEnabled ?? false,
  autoRetryServerErrors: channel?.autoRetryServerErrors ?? false,
  autoRetryPeriodMinutes: numberText(channel?.autoRetryPeriodMinutes ?? 60),
  autoRetryMaxAttempts: numberText(channel?.autoRetryMaxAttempts),
  searchKeys: (channel?.searchKeys ?? []).map((searchKey, index) => ({ key: String(index), searchKey })),
  more: channel ? JSON.stringify(restOf(channel), null, 2) : '{}',
})

const split = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
const numberOf = (text: string) => (text.trim() === '' ? null : Number(text))

const shownOf = (draft: ChannelDraft) => ({
  name: draft.name,
  description: draft.description || null,
  status: draft.status,
  type: draft.type,
  tcpHost: draft.tcpHost.trim() || null,
  tcpPort: numberOf(draft.tcpPort),
  pollingSchedule: draft.pollingSchedule.trim() || null,
  priority: numberOf(draft.priority),
  timeout: numberOf(draft.timeout),
  methods: (draft.type === 'http' ? draft.methods : []) as NewChannel['methods'],
  urlPattern: draft.urlPattern,
  matchContentTypes: split(draft.matchContentTypes),
  ...Object.fromEntries(contentRules.map((rule) => [rule, rule === draft.contentRule ? draft.content : null])),
  matchContentValue: ['none', 'matchContentRegex'].includes(draft.contentRule) ? null : draft.contentValue || null,
  authType: draft.authType,
  allow: draft.allow,
  whitelist: split(draft.whitelist),
  routes: draft.routes.map(
    ({ route, port }): z.input<typeof Route> => ({ ...route, name: route.name ?? '', port: numberOf(port) }),
  ),
  requestBody: draft.requestBody,
  responseBody: draft.responseBody,
  maxBodyAgeDays: numberOf(draft.maxBodyAgeDays),
  maxRecordAgeDays: numberOf(draft.maxRecordAgeDays),
  maxBodyBytes: numberOf(draft.maxBodyBytes),
  sealBodies: draft.sealBodies,
  demandBodyReason: draft.demandBodyReason,
  whenTooLarge: draft.whenTooLarge,
  whenUnrecordable: draft.whenUnrecordable,
  isAsynchronousProcess: draft.isAsynchronousProcess,
  autoRetryEnabled: draft.autoRetryEnabled,
  autoRetryServerErrors: draft.autoRetryServerErrors,
  autoRetryPeriodMinutes: numberOf(draft.autoRetryPeriodMinutes),
  autoRetryMaxAttempts: numberOf(draft.autoRetryMaxAttempts),
  searchKeys: draft.searchKeys.map(({ searchKey }) => searchKey),
})

type Rest = { rest: Record<string, unknown> } | { fault: 'more.json' | 'more.object' }

/** What was written as JSON, or what is wrong with it. */
export function restFrom(more: string): Rest {
  try {
    const rest: unknown = JSON.parse(more.trim() || '{}')
    if (typeof rest !== 'object' || rest === null || Array.isArray(rest)) return { fault: 'more.object' }
    return { rest: { ...rest } }
  } catch {
    return { fault: 'more.json' }
  }
}

const restOrNothing = ({ more }: ChannelDraft) => {
  const read = restFrom(more)
  return 'rest' in read ? read.rest : {}
}

/** The whole document. */
export const documentOf = (draft: ChannelDraft): Record<string, unknown> => ({
  ...restOrNothing(draft),
  ...shownOf(draft),
})

/**
 * Only what was changed: what another person changed meanwhile stays as they left it. What was taken out of the JSON
 * is cleared.
 */
export function changesOf(draft: ChannelDraft, before: ChannelDraft): ChannelChanges {
  const former = documentOf(before)
  const cleared = Object.fromEntries(Object.keys(restOrNothing(before)).map((key) => [key, null]))
  return Object.fromEntries(
    Object.entries({ ...cleared, ...documentOf(draft) }).filter(
      ([key, value]) => JSON.stringify(value) !== JSON.stringify(former[key]),
    ),
  )
}

/** A new channel that begins as another one. Passwords of routes are not known here, and so are not copied. */
export function duplicateOf(channel: Channel, name: string): ChannelDraft {
  const routes = channel.routes.map((route) => ({ ...route, _id: undefined, password: undefined }))
  const status = channel.status === 'enabled' ? 'disabled' : channel.status
  return draftOf({ ...channel, name, status, routes })
}

/** The sections of the page, by the first part of the path that the server names in a fault. */
export function faultAt(issues: readonly { path: string; message: string }[], path: string): string | undefined {
  return issues.find((issue) => issue.path === path)?.message
}

const fieldsOf = (draft: ChannelDraft) => Object.keys(shownOf(draft))

/** What the server found wrong in a part that has no field. */
export const faultsElsewhere = (issues: readonly { path: string; message: string }[], draft: ChannelDraft) =>
  issues.filter(({ path }) => !fieldsOf(draft).includes(path.split('.')[0] ?? ''))
