import type { Channel, NewChannel, Route } from '@mediary/contract/channels'
import type { z } from 'zod'

export type RouteDraft = { key: string; route: Partial<z.input<typeof Route>>; port: string }

/** What stands in the form: what the form does not show is not sent, and so stays. */
export type ChannelDraft = {
  name: string
  description: string
  status: 'enabled' | 'disabled'
  priority: string
  timeout: string
  methods: string[]
  urlPattern: string
  matchContentTypes: string
  authType: 'private' | 'public'
  allow: string[]
  whitelist: string
  routes: RouteDraft[]
  requestBody: boolean
  responseBody: boolean
  maxBodyAgeDays: string
  whenUnrecordable: 'refuse' | 'pass'
}

const usualMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

const numberText = (value: number | undefined) => (value === undefined ? '' : String(value))

export const newRoute = (key: string, primary: boolean): RouteDraft => ({
  key,
  route: { name: '', primary },
  port: '80',
})

export const draftOf = (channel: Channel | undefined): ChannelDraft => ({
  name: channel?.name ?? '',
  description: channel?.description ?? '',
  status: channel?.status === 'disabled' ? 'disabled' : 'enabled',
  priority: numberText(channel?.priority),
  timeout: numberText(channel?.timeout),
  methods: [...(channel?.methods ?? usualMethods)],
  urlPattern: channel?.urlPattern ?? '',
  matchContentTypes: channel?.matchContentTypes.join(', ') ?? '',
  authType: channel?.authType ?? 'private',
  allow: channel?.allow ?? [],
  whitelist: channel?.whitelist.join(', ') ?? '',
  routes: channel
    ? channel.routes.map((route, index) => ({ key: String(index), route, port: numberText(route.port) }))
    : [newRoute('0', true)],
  requestBody: channel?.requestBody ?? true,
  responseBody: channel?.responseBody ?? true,
  maxBodyAgeDays: numberText(channel?.maxBodyAgeDays),
  whenUnrecordable: channel?.whenUnrecordable ?? 'refuse',
})

const split = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
const numberOf = (text: string) => (text.trim() === '' ? null : Number(text))

export const bodyOf = (draft: ChannelDraft) => ({
  name: draft.name,
  description: draft.description || null,
  status: draft.status,
  priority: numberOf(draft.priority),
  timeout: numberOf(draft.timeout),
  methods: draft.methods as NewChannel['methods'],
  urlPattern: draft.urlPattern,
  matchContentTypes: split(draft.matchContentTypes),
  authType: draft.authType,
  allow: draft.allow,
  whitelist: split(draft.whitelist),
  routes: draft.routes.map(
    ({ route, port }): z.input<typeof Route> => ({ ...route, name: route.name ?? '', port: numberOf(port) }),
  ),
  requestBody: draft.requestBody,
  responseBody: draft.responseBody,
  maxBodyAgeDays: numberOf(draft.maxBodyAgeDays),
  whenUnrecordable: draft.whenUnrecordable,
})

type Verdict = { kind: 'yes' | 'no' } | { kind: 'broken'; reason: string } | { kind: 'other'; name: string }
type Rival = Pick<Channel, '_id' | 'name' | 'urlPattern' | 'status' | 'priority'>

const takes = (pattern: string, path: string) => {
  try {
    return new RegExp(pattern).test(path)
  } catch {
    return false
  }
}

/** Whether a pattern takes a path, and whether another channel would take it first. */
export function verdictOf(
  draft: Pick<ChannelDraft, 'urlPattern' | 'priority'>,
  path: string,
  others: readonly Rival[],
): Verdict {
  try {
    new RegExp(draft.urlPattern)
  } catch (error) {
    return { kind: 'broken', reason: error instanceof Error ? error.message : '' }
  }
  if (!takes(draft.urlPattern, path)) return { kind: 'no' }
  const priority = numberOf(draft.priority) ?? Number.MAX_SAFE_INTEGER
  const first = others.find(
    (other) =>
      other.status === 'enabled' &&
      (other.priority ?? Number.MAX_SAFE_INTEGER) < priority &&
      takes(other.urlPattern, path),
  )
  return first ? { kind: 'other', name: first.name } : { kind: 'yes' }
}

export type ChannelForm = { draft: ChannelDraft; change: (part: Partial<ChannelDraft>) => void }
