import {
  type CompiledChannel,
  type ContentMatcher,
  explainMismatch,
  match,
  maxContentBytes,
  needsBody,
} from '../channels/index.ts'
import type { Identified } from './authentication/credentials.ts'
import type { Arrival } from './listeners/request.ts'
import type { RequestBody } from './listeners/request-body.ts'
import { Refused } from './refusal.ts'
import type { Snapshot } from './snapshot.ts'

/**
 * The channel that takes the request: only the first that matches is asked, also when it will not let the client in.
 * Undefined when that depends on the content.
 */
export function matchHead(snapshot: Snapshot, arrival: Arrival, caller: Identified): CompiledChannel | undefined {
  const asked = askedOf(arrival)
  const channels = snapshot.channelsFor(arrival.path)
  if (needsBody(channels, asked)) return undefined
  return match(channels, asked) ?? none(snapshot, arrival, caller)
}

export async function matchContent(
  snapshot: Snapshot,
  arrival: Arrival,
  caller: Identified,
  body: RequestBody,
  matching: ContentMatcher['match'],
): Promise<CompiledChannel> {
  const { bytes, whole } = await body.take(maxContentBytes)
  const channels = snapshot.channelsFor(arrival.path)
  const taken = await matching(channels, askedOf(arrival), whole ? bytes : undefined).catch((cause: unknown) => {
    const reason = `Which channel takes its content could not be found out: ${cause instanceof Error ? cause.message : cause}`
    throw new Refused('match', 503, 'gateway-failed', reason, { client: caller.claimed })
  })
  return taken ?? none(snapshot, arrival, caller)
}

const askedOf = ({ method, path, head }: Arrival) => ({
  method,
  path,
  contentType: head.contentType,
  contentEncoding: head.contentEncoding,
})

function none(snapshot: Snapshot, arrival: Arrival, { claimed }: Identified): never {
  const asked = askedOf(arrival)
  const { path } = asked
  const { code, reason, channel } = explainMismatch(
    { channels: snapshot.channelsFor(path), disabled: snapshot.disabledFor(path) },
    asked,
  )
  throw new Refused('match', 404, code, reason, { client: claimed, channel })
}
