import type { ClientStatus } from '@mediary/contract/clients/status'
import type { Verdict } from '@mediary/contract/clients/try-it'
import { recogniseReasons } from '@mediary/contract/reasons/recognise'
import {
  type CompiledChannel,
  checkAccess,
  compareByPriority,
  type Explanation,
  explainDenial,
  explainMismatch,
  hasDotSegment,
  match,
} from '../channels/index.ts'

type Client = { clientID: string; roles: string[]; status: ClientStatus }
type HypotheticalRequest = {
  method: string
  path: string
  contentType?: string | undefined
  body?: string | undefined
  address?: string | undefined
}
/** `concerned`: the name of the channel that the reason tells of. */
type Decided = Omit<Verdict, 'mechanisms'> & { concerned?: string | undefined }

/** Decides about a hypothetical request with the rules of the gateway. `client` is undefined when no credential could identify it. */
export function decideRequest(
  all: readonly CompiledChannel[],
  { method, path: target, contentType, body, address }: HypotheticalRequest,
  client: Client | undefined,
  statusOfForbidden: number,
): Decided {
  const path = target.split('?', 1)[0] ?? target
  if (hasDotSegment(path)) return { ...receivedBadly, addressMatters: false }
  if (client?.status === 'disabled') return refused(disabled(client), 'authorise', statusOfForbidden)
  const asked = { method, path, contentType }
  const channels = [...all].sort(compareByPriority)
  const isOn = ({ channel }: CompiledChannel) => channel.status === 'enabled'
  const channel = match(channels, asked, body === undefined ? undefined : new TextEncoder().encode(body))
  if (!channel) {
    const disabled = channels.filter(({ channel: { status } }) => status === 'disabled')
    return refused(explainMismatch({ channels: channels.filter(isOn), disabled }, asked), 'match', 404)
  }
  const { _id, name } = channel.channel
  const about = {
    channel: { _id, name },
    addressMatters: address === undefined && channel.takesAddress !== undefined,
  }
  // Without an address the question is what else would let it in.
  const judged = address === undefined ? { ...channel, takesAddress: undefined } : channel
  const decision = checkAccess(client, judged, address ?? '')
  if (decision === 'allowed') return { allowed: true, ...about, ...grantedBy(client, channel) }
  const why = explainDenial(decision, { client: client?.clientID, address: address ?? '' }, channel)
  if (decision === 'unknown') return { ...refused(unrecognised(why), 'identify', 401), ...about }
  return { ...refused(why, 'authorise', statusOfForbidden), ...about }
}

const pathIsAmbiguous = 'The path has dot segments, which an upstream might resolve to another path'

const receivedBadly = {
  allowed: false,
  stage: 'receive',
  code: 'malformed',
  status: 400,
  reason: pathIsAmbiguous,
  explanations: recogniseReasons(pathIsAmbiguous),
} as const

const refused = (
  { code, reason, channel }: Explanation,
  stage: NonNullable<Verdict['stage']>,
  status: number,
): Decided => ({
  allowed: false,
  stage,
  code,
  status,
  reason,
  explanations: recogniseReasons(reason),
  addressMatters: false,
  concerned: channel,
})

const disabled = ({ clientID }: Client): Explanation => ({
  code: 'disabled-client',
  reason: `Client "${clientID}" is disabled`,
  channel: undefined,
})

const unrecognised = (why: Explanation): Explanation => ({
  ...why,
  reason: `Nothing that the client has could prove who it is, and the channel "${why.channel}" is private`,
})

function grantedBy(client: Client | undefined, { channel, allow }: CompiledChannel): Pick<Verdict, 'by' | 'role'> {
  if (channel.authType === 'public') return { by: 'public' }
  if (client && allow.has(client.clientID)) return { by: 'client' }
  const role = client?.roles.find((held) => allow.has(held))
  return role === undefined ? {} : { by: 'role', role }
}
