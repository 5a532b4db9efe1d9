import type { RefusalCode } from '@mediary/contract/operations/refusals'
import type { CompiledChannel } from './compile.ts'
import { type Decision, findNearestMatch, type MatchInput } from './match.ts'

/** The reason for a refused request: for the administrator, never for the client. */
export type Explanation = { code: RefusalCode; reason: string; channel: string | undefined }

type Channels = { channels: readonly CompiledChannel[]; disabled: readonly CompiledChannel[] }

/** Looks again, past what excluded the channels, to name the one that was probably meant. */
export function explainMismatch({ channels, disabled }: Channels, asked: MatchInput): Explanation {
  const switchedOff = findNearestMatch(disabled, asked)
  if (switchedOff) {
    const { name } = switchedOff.channel
    return { code: 'disabled-channel', reason: `The channel "${name}" is disabled`, channel: name }
  }
  const samePath = channels.find((channel) => channel.takesPath(asked.path))
  if (!samePath) return { code: 'no-channel', reason: `No channel takes the path ${asked.path}`, channel: undefined }
  const { name } = samePath.channel
  return samePath.methods.has(asked.method)
    ? { code: 'wrong-content', reason: `The channel "${name}" does not take this content`, channel: name }
    : { code: 'wrong-method', reason: `The channel "${name}" does not take ${asked.method}`, channel: name }
}

/** Explains why a channel denies a caller. If no client was recognised, the refusal of its credentials is the reason. */
export function explainDenial(
  decision: Exclude<Decision, 'allowed'>,
  { client, address }: { client: string | undefined; address: string },
  { channel: { name } }: CompiledChannel,
): Explanation {
  switch (decision) {
    case 'unknown':
      return {
        code: 'no-credential',
        reason: `The request has no credential, and the channel "${name}" is private`,
        channel: name,
      }
    case 'not-allowed':
      return {
        code: 'not-allowed',
        reason: `Neither client "${client}" nor one of its roles may use the channel "${name}"`,
        channel: name,
      }
    case 'address':
      return {
        code: 'wrong-address',
        reason: `The address ${address} may not use the channel "${name}"`,
        channel: name,
      }
  }
}
