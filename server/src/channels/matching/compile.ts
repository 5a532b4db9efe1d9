import type { Channel, NewChannel } from '@mediary/contract/channels'
import { compilePattern, PatternFault } from '../../platform/patterns/pattern.ts'
import { addressRule } from '../checks/addresses.ts'
import { type ContentRule, contentRule } from '../content/content.ts'
import { searchKeyReader } from '../content/search-keys.ts'
import type { Fault } from '../rules.ts'
import { scheduleOf } from '../schedule.ts'
import { transformPath } from './path-transform.ts'

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
export const mediaTypeOf = (contentType: string) => {
  const semicolon = contentType.indexOf(';')
  return (semicolon === -1 ? contentType : contentType.slice(0, semicolon)).trim().toLowerCase()
}

/** Throws PatternFault for what `patternFaults` would have named. */
export const compile = (channel: Channel): CompiledChannel => {
  const path = compilePattern(channel.urlPattern)
  return {
    channel,
    takesPath: path.test,
    pathPrefix: path.prefix,
    methods: new Set(channel.methods),
    contentTypes: channel.matchContentTypes.length ? new Set(channel.matchContentTypes.map(mediaTypeOf)) : undefined,
    takesContent: contentRule(channel),
    allow: new Set(channel.allow),
    takesAddress: addressRule(channel.whitelist),
  }
}

/** Each pattern of a channel that cannot be used, and why. */
export const patternFaults = (channel: NewChannel): Fault[] => [
  ...fault('urlPattern', () => compilePattern(channel.urlPattern)),
  ...fault(contentPath(channel), () => contentRule(channel)),
  ...(channel.type === 'polling' && channel.pollingSchedule ? scheduleFault(channel.pollingSchedule) : []),
  ...fault('whitelist', () => addressRule(channel.whitelist)),
  ...channel.searchKeys.flatMap((key, i) => fault(`searchKeys.${i}.expression`, () => searchKeyReader(key))),
  ...channel.routes.flatMap(({ pathTransform }, i) =>
    pathTransform ? fault(`routes.${i}.pathTransform`, () => transformPath(pathTransform)) : [],
  ),
]

const scheduleFault = (schedule: string) => fault('pollingSchedule', () => scheduleOf(schedule))

const contentPath = ({ matchContentRegex, matchContentXpath }: NewChannel) =>
  matchContentRegex ? 'matchContentRegex' : matchContentXpath ? 'matchContentXpath' : 'matchContentJson'

function fault(path: string, attempt: () => unknown): Fault[] {
  try {
    attempt()
    return []
  } catch (error) {
    if (error instanceof PatternFault) return [{ path, message: error.message }]
    throw error
  }
}
