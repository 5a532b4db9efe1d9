import { readContent } from '../content/content.ts'
import { type CompiledChannel, parseMediaType } from './compile.ts'

/** The head of a request, by which a channel is chosen before its content is read. */
export type MatchInput = {
  method: string
  path: string
  contentType: string | undefined
  contentEncoding?: string | undefined
}

const last = Number.POSITIVE_INFINITY

/** Priority first, 1 before 2, none last; then by name. */
export const compareByPriority = (a: CompiledChannel, b: CompiledChannel) =>
  (a.channel.priority ?? last) - (b.channel.priority ?? last) || (a.channel.name < b.channel.name ? -1 : 1)

/** The first enabled channel, in the order given, that takes the request. Without a body no content rule matches. */
export function match(
  channels: readonly CompiledChannel[],
  asked: MatchInput,
  body?: Uint8Array,
): CompiledChannel | undefined {
  let text: ReturnType<typeof readContent>
  return findCandidates(channels, asked).find(({ takesContent }) => {
    if (!takesContent) return true
    text ??= body && readContent(body, asked)
    return text !== undefined && takesContent(text)
  })
}

/** Enabled channels that take the head of a request, up to the first that takes any content. */
export function findCandidates(channels: readonly CompiledChannel[], asked: MatchInput): CompiledChannel[] {
  const contenders: CompiledChannel[] = []
  for (const channel of channels) {
    if (!isEnabled(channel) || !takesHead(channel, asked)) continue
    contenders.push(channel)
    if (!channel.takesContent) break
  }
  return contenders
}

/** Tells if the first enabled channel that matches the head of the request also matches by content. */
export function needsBody(channels: readonly CompiledChannel[], asked: MatchInput): boolean {
  for (const channel of channels) {
    if (isEnabled(channel) && takesHead(channel, asked)) return channel.takesContent !== undefined
  }
  return false
}

/** The first channel, enabled or not, that takes the head of the request: to say why none matched. */
export const findNearestMatch = (
  channels: readonly CompiledChannel[],
  asked: MatchInput,
): CompiledChannel | undefined => channels.find((channel) => takesHead(channel, asked))

const isEnabled = ({ channel }: CompiledChannel) => channel.status === 'enabled'

const takesHead = (channel: CompiledChannel, { method, path, contentType }: MatchInput) =>
  channel.methods.has(method) && channel.takesPath(path) && takesType(channel, contentType)

export const takesType = ({ contentTypes }: CompiledChannel, contentType: string | undefined) =>
  !contentTypes || (contentType !== undefined && contentTypes.has(parseMediaType(contentType)))

export type Decision = 'allowed' | 'address' | 'unknown' | 'not-allowed'

/** Checks if a caller may use a channel: by its address, then by its id or one of its roles. */
export function checkAccess(
  caller: { clientID: string; roles: readonly string[] } | undefined,
  channel: CompiledChannel,
  address: string,
): Decision {
  if (channel.takesAddress && !channel.takesAddress(address)) return 'address'
  if (channel.channel.authType === 'public') return 'allowed'
  if (!caller) return 'unknown'
  if (channel.allow.has(caller.clientID)) return 'allowed'
  for (const role of caller.roles) if (channel.allow.has(role)) return 'allowed'
  return 'not-allowed'
}
