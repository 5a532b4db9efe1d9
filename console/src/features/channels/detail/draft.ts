import type { Channel, ChannelChanges } from '@mediary/contract/channels'
import { type FieldValues, fieldNames, readFields, writeFields } from './fields.ts'

export const contentRules = ['matchContentRegex', 'matchContentXpath', 'matchContentJson'] as const
type ContentRule = (typeof contentRules)[number] | 'none'

type ContentDraft = { contentRule: ContentRule; content: string; contentValue: string }

/** What stands in the form. What it has no field for stands in `more`, as JSON. */
export type ChannelDraft = FieldValues & ContentDraft & { more: string }

const shownNames: readonly string[] = [...fieldNames, ...contentRules, 'matchContentValue']

function contentOf(channel: Channel | undefined): ContentDraft {
  const contentRule = contentRules.find((rule) => channel?.[rule]) ?? 'none'
  const content = contentRule === 'none' ? '' : (channel?.[contentRule] ?? '')
  return { contentRule, content, contentValue: channel?.matchContentValue ?? '' }
}

/** Everything of a channel that the form has no field for. */
const restOf = (channel: Channel): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(channel).filter(([key]) => !shownNames.includes(key) && key !== '_id' && key !== 'updatedBy'),
  )

export const draftOf = (channel: Channel | undefined): ChannelDraft => ({
  ...readFields(channel),
  ...contentOf(channel),
  more: channel ? JSON.stringify(restOf(channel), null, 2) : '{}',
})

const writeContent = ({ contentRule, content, contentValue }: ContentDraft) => ({
  ...Object.fromEntries(contentRules.map((rule) => [rule, rule === contentRule ? content : null])),
  matchContentValue: contentRule === 'none' || contentRule === 'matchContentRegex' ? null : contentValue || null,
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
  ...writeFields(draft),
  ...writeContent(draft),
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

/** What the server found wrong in a part that has no field. */
export const faultsElsewhere = (issues: readonly { path: string; message: string }[]) =>
  issues.filter(({ path }) => !shownNames.includes(path.split('.')[0] ?? ''))
