import { type CompiledChannel, match, needsBody } from '../channels/index.ts'
import type { Arrival } from './arrival.ts'
import type { Identified } from './credentials.ts'
import { Refused } from './refused.ts'
import type { RequestBody } from './request-body.ts'
import type { Snapshot } from './snapshot.ts'

/** Content rules look at so much of a body; a larger one does not match them. */
const mostContent = 1024 * 1024

/** The channel that takes the request: only the first that matches is asked, also when it will not let the client in. */
export async function matchChannel(
  snapshot: Snapshot,
  arrival: Arrival,
  caller: Identified,
  body: RequestBody,
): Promise<CompiledChannel> {
  const request = { method: arrival.method, path: arrival.path, contentType: arrival.head.contentType }
  const channel = needsBody(snapshot.channels, request)
    ? match(snapshot.channels, request, arrival.hasBody ? await contentOf(body) : new Uint8Array())
    : match(snapshot.channels, request)
  if (channel) return channel
  const { reason, channel: nearest } = whyNone(snapshot, arrival)
  throw new Refused('match', 404, reason, { client: caller.claimed, channel: nearest })
}

async function contentOf(body: RequestBody) {
  const { bytes, whole } = await body.take(mostContent)
  return whole ? bytes : undefined
}

/** Looks again, past what excluded the channels, to name the one that was probably meant. */
function whyNone({ disabled, channels }: Snapshot, { method, path, head }: Arrival) {
  const request = { method, path, contentType: head.contentType }
  const switchedOff = match(disabled, request)
  if (switchedOff)
    return { reason: `The channel "${switchedOff.channel.name}" is disabled`, channel: switchedOff.channel.name }
  const samePath = channels.find((channel) => channel.takesPath(path))
  if (!samePath) return { reason: `No channel takes the path ${path}`, channel: undefined }
  const { name, methods } = samePath.channel
  const reason = methods.some((allowed) => allowed === method)
    ? `The channel "${name}" does not take this content`
    : `The channel "${name}" does not take ${method}`
  return { reason, channel: name }
}
