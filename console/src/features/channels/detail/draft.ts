import type { Channel, ChannelChanges } from '@mediary/contract/channels'
import { type FieldValues, fieldNames, readFields, writeFields } from './fields.ts'

export const contentRules = ['matchContentRegex', 'matchContentXpath', 'matchContentJson'] as const
type ContentRule = (typeof contentRules)[number] | 'none'

type ContentDraft = { contentRule: ContentRule; content: string; contentValue: string }

/** The values of the form. `rest` holds the settings without a field, which stay as they are. */
export type ChannelDraft = FieldValues & ContentDraft & { rest: Record<string, unknown> }

const shownNames: readonly string[] = [...fieldNames, ...contentRules, 'matchContentValue']

function readContent(channel: Channel | undefined): ContentDraft {
  const contentRule = contentRules.find((rule) => channel?.[rule]) ?? 'none'
  const content = contentRule === 'none' ? '' : (channel?.[contentRule] ?? '')
  return { contentRule, content, contentValue: channel?.matchContentValue ?? '' }
}

/** Returns the settings of a channel that the form has no field for. */
const pickRest = (channel: Channel): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(channel).filter(
      ([key]) => !shownNames.includes(key) && !['_id', 'updatedBy', 'problem'].includes(key),
    ),
  )

export const toDraft = (channel: Channel | undefined): ChannelDraft => ({
  ...readFields(channel),
  ...readContent(channel),
  rest: channel ? pickRest(channel) : {},
})

const writeContent = ({ contentRule, content, contentValue }: ContentDraft) => ({
  ...Object.fromEntries(contentRules.map((rule) => [rule, rule === contentRule ? content : null])),
  matchContentValue: contentRule === 'none' || contentRule === 'matchContentRegex' ? null : contentValue || null,
})

/** Returns the whole document of the channel. */
export const toDocument = (draft: ChannelDraft): Record<string, unknown> => ({
  ...draft.rest,
  ...writeFields(draft),
  ...writeContent(draft),
})

/** Returns only the changed settings: what another person changed meanwhile stays as they left it. */
export function listChanges(draft: ChannelDraft, before: ChannelDraft): ChannelChanges {
  const former = toDocument(before)
  return Object.fromEntries(
    Object.entries(toDocument(draft)).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(former[key])),
  )
}

/** Returns the draft of a new channel that begins as another one. The console knows no passwords of routes, so they are not copied. */
export function toDuplicate(channel: Channel, name: string): ChannelDraft {
  const routes = channel.routes.map((route) => ({ ...route, _id: undefined, password: undefined }))
  const status = channel.status === 'enabled' ? 'disabled' : channel.status
  return toDraft({ ...channel, name, status, routes })
}

/** Returns the draft of a new channel that takes a path. */
export const toDraftForPath = (path: string): ChannelDraft => ({
  ...toDraft(undefined),
  urlPattern: `^${path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`,
})

/** Returns the message of the server about a field. */
export function findIssue(issues: readonly { path: string; message: string }[], path: string): string | undefined {
  return issues.find((issue) => issue.path === path)?.message
}

/** Returns the issues of settings that have no field. */
export const listOtherIssues = (issues: readonly { path: string; message: string }[]) =>
  issues.filter(({ path }) => !shownNames.includes(path.split('.')[0] ?? ''))
