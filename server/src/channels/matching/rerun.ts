import type { RerunObstacle } from '@mediary/contract/operations/tasks'
import type { CompiledChannel } from './compile.ts'
import { checkAccess, type MatchInput, takesType } from './match.ts'

/** A recorded request, as it would be sent again. `client`: who sent it, if it still exists. */
export type RepeatedRequest = Pick<MatchInput, 'method' | 'path'> & {
  /** Null: the content type is not looked at. */
  contentType: string | undefined | null
  client: { clientID: string; roles: string[] } | undefined
  /** True when a client was recognised as the sender, whether it still exists or not. */
  hadClient: boolean
  clientIsDisabled: boolean
  address: string
}

/** Returns why a channel does not take a request again, all but its content rule. Undefined when it does. */
export function findRerunObstacle(
  rules: CompiledChannel | undefined,
  request: RepeatedRequest,
): RerunObstacle | undefined {
  if (!rules || rules.channel.status === 'deleted') return 'channel-deleted'
  const { channel } = rules
  if (channel.status !== 'enabled') return 'channel-disabled'
  if (rules.methods.size && !rules.methods.has(request.method)) return 'method-not-taken'
  if (channel.type === 'http' && !rules.takesPath(request.path)) return 'path-not-taken'
  const { contentType } = request
  if (channel.type === 'http' && contentType !== null && !takesType(rules, contentType)) return 'content-not-taken'
  // The gateway polls by itself.
  return channel.type === 'polling' ? undefined : findAccessObstacle(rules, request)
}

function findAccessObstacle(
  rules: CompiledChannel,
  { client, hadClient, clientIsDisabled, address }: RepeatedRequest,
): RerunObstacle | undefined {
  if (clientIsDisabled) return 'client-disabled'
  switch (checkAccess(client, rules, address)) {
    case 'allowed':
      return undefined
    case 'address':
      return 'address-not-allowed'
    case 'unknown':
      return hadClient ? 'client-deleted' : 'client-not-allowed'
    case 'not-allowed':
      return 'client-not-allowed'
  }
}
