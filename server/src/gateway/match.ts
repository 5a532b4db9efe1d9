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
import { Refusal } from './refusal.ts'
import type { Snapshot } from './snapshot.ts'

/**
 * Finds the channel that takes the request: the first that matches, also when it does not let the client in. Returns
 * undefined when the content decides.
 */
export function matchHead(snapshot: Snapshot, arrival: Arrival, caller: Identified): CompiledChannel | undefined {
  const asked = toMatchInput(arrival)
  const channels = snapshot.channelsFor(arrival.path)
  if (needsBody(channels, asked)) return undefined
  return match(channels, asked) ?? refuseUnmatched(snapshot, arrival, caller)
}

/** Finds the channel that takes the request by its content. */
export async function matchContent(
  snapshot: Snapshot,
  arrival: Arrival,
  caller: Identified,
  body: RequestBody,
  matching: ContentMatcher['match'],
): Promise<CompiledChannel> {
  const { bytes, whole } = await body.take(maxContentBytes)
  const channels = snapshot.channelsFor(arrival.path)
  const taken = await matching(channels, toMatchInput(arrival), whole ? bytes : undefined).catch((cause: unknown) => {
    const reason = `The content rules could not be evaluated: ${cause instanceof Error ? cause.message : cause}`
    throw new Refusal('match', 503, 'gateway-failed', reason, { client: caller.claimed })
  })
  return taken ?? refuseUnmatched(snapshot, arrival, caller)
}

const toMatchInput = ({ method, path, head }: Arrival) => ({
  method,
  path,
  contentType: head.contentType,
  contentEncoding: head.contentEncoding,
})

function refuseUnmatched(snapshot: Snapshot, arrival: Arrival, { claimed }: Identified): never {
  const asked = toMatchInput(arrival)
  const { path } = asked
  const { code, reason, channel } = explainMismatch(
    { channels: snapshot.channelsFor(path), disabled: snapshot.disabledFor(path) },
    asked,
  )
  throw new Refusal('match', 404, code, reason, { client: claimed, channel })
}
