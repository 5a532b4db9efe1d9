import type { Channel, NewChannel } from '@mediary/contract/channels'
import type { Issue } from '@mediary/contract/problem'
import { compileAddressRule } from '../../platform/network/address-rule.ts'
import { compilePattern, PatternError } from '../../platform/patterns/pattern.ts'
import { type ContentRule, compileContentRule } from '../content/content.ts'
import { compileSearchKey } from '../content/search-keys.ts'
import { parseSchedule } from '../schedule.ts'
import { compilePathTransform } from './path-transform.ts'

/** A channel whose patterns, lists and addresses are ready to be asked on the path of a request. */
export type CompiledChannel = {
  channel: Channel
  takesPath: (path: string) => boolean
  /** What every path that it takes begins with. */
  pathPrefix: string
  methods: ReadonlySet<string>
  contentTypes: ReadonlySet<string> | undefined
  takesContent: ContentRule | undefined
  allow: ReadonlySet<string>
  takesAddress: ((address: string) => boolean) | undefined
}

/** `Text/XML; charset=utf-8` is text/xml. */
export const parseMediaType = (contentType: string) => {
  const semicolon = contentType.indexOf(';')
  return (semicolon === -1 ? contentType : contentType.slice(0, semicolon)).trim().toLowerCase()
}

/** Throws PatternError for what `patternFaults` would have named. */
export const compileChannel = (channel: Channel): CompiledChannel => {
  const path = compilePattern(channel.urlPattern)
  return {
    channel,
    takesPath: path.test,
    pathPrefix: path.prefix,
    methods: new Set(channel.methods),
    contentTypes: channel.matchContentTypes.length ? new Set(channel.matchContentTypes.map(parseMediaType)) : undefined,
    takesContent: compileContentRule(channel),
    allow: new Set(channel.allow),
    takesAddress: compileAddressRule(channel.whitelist),
  }
}

/** Each pattern of a channel that cannot be used, and why. */
export const findPatternProblems = (channel: NewChannel): Issue[] => [
  ...findProblem('urlPattern', () => compilePattern(channel.urlPattern)),
  ...findProblem(contentRuleField(channel), () => compileContentRule(channel)),
  ...(channel.type === 'polling' && channel.pollingSchedule ? findScheduleProblems(channel.pollingSchedule) : []),
  ...findProblem('whitelist', () => compileAddressRule(channel.whitelist)),
  ...channel.searchKeys.flatMap((key, i) => findProblem(`searchKeys.${i}.expression`, () => compileSearchKey(key))),
  ...channel.routes.flatMap(({ pathTransform }, i) =>
    pathTransform ? findProblem(`routes.${i}.pathTransform`, () => compilePathTransform(pathTransform)) : [],
  ),
]

const findScheduleProblems = (schedule: string) => findProblem('pollingSchedule', () => parseSchedule(schedule))

const contentRuleField = ({ matchContentRegex, matchContentXpath }: NewChannel) =>
  matchContentRegex ? 'matchContentRegex' : matchContentXpath ? 'matchContentXpath' : 'matchContentJson'

function findProblem(path: string, attempt: () => unknown): Issue[] {
  try {
    attempt()
    return []
  } catch (error) {
    if (error instanceof PatternError)
      return [{ path, message: error.message, reason: error.reason, parameters: error.parameters }]
    throw error
  }
}
