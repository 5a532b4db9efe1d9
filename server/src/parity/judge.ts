// Decides about a recorded request as the gateway would today, and compares the decision with the record.
import type { Mechanism } from '@mediary/contract/system'
import {
  type CompiledChannel,
  checkAccess,
  explainDenial,
  explainMismatch,
  hasDotSegment,
  match,
  needsBody,
} from '../channels/index.ts'
import { describeCause } from './describe-cause.ts'

/** The configuration by which requests are judged. `channels` are in the order of their priority. */
export type Rules = {
  channels: readonly CompiledChannel[]
  clients: ReadonlyMap<string, KnownClient>
}

type KnownClient = {
  clientID: string
  roles: readonly string[]
  isDisabled: boolean
  /** The methods that are switched on, and for which the client has a credential. */
  mechanisms: readonly Mechanism[]
}

/** A request as the record has it. `body` is undefined when it is not stored whole. */
export type JudgedRequest = {
  method: string
  path: string
  contentType: string | undefined
  contentEncoding: string | undefined
  /** The ids of the channel that took it and of the client that sent it. */
  channel: string
  client: string | null
  address: string
  sentAuthorization: boolean
}

/** The part of the decision that differs: who sent the request, which channel takes it, or whether it is let through. */
type DifferenceKind = 'client' | 'channel' | 'outcome'
export type Difference = { kind: DifferenceKind; cause: string; channel: string; client: string }

/** `undecided`: the content decides, and the record does not have it. */
type Judgement = 'same' | 'undecided' | Difference

/** Compares one request. `readBody` is asked only if the content decides. */
export async function judge(
  rules: Rules,
  request: JudgedRequest,
  readBody: () => Promise<Uint8Array | 'not-stored' | 'too-large'>,
): Promise<Judgement> {
  const expected = rules.channels.find(({ channel }) => channel._id === request.channel)
  const known = request.client === null ? undefined : rules.clients.get(request.client)
  const about = { channel: expected?.channel.name ?? request.channel, client: known?.clientID ?? request.client ?? '' }
  const differ = (kind: DifferenceKind, cause: string): Difference => ({ kind, cause, ...about })

  if (!expected) return differ('channel', describeCause('channel-not-here', {}))
  // No request is compared with these channels: they have a schedule or a port of their own.
  if (expected.channel.type !== 'http')
    return expected.channel.status === 'enabled' ? 'same' : differ('channel', describeCause('channel-disabled', about))
  if (hasDotSegment(request.path)) return differ('outcome', describeCause('dot-segments-here', {}))
  if (known?.isDisabled) return differ('outcome', describeCause('client-disabled', about))

  const body = needsBody(rules.channels, request) ? await readBody() : undefined
  if (body === 'not-stored') return 'undecided'
  const found = match(rules.channels, request, body === 'too-large' ? undefined : body)
  if (found !== expected) return differ(...compareChannels(rules, request, found, expected))

  const unknown = request.client === null ? undefined : findUnrecognised(known, request)
  if (unknown) return differ('client', unknown)
  const decision = checkAccess(known, found, request.address)
  if (decision === 'allowed') return 'same'
  if (decision === 'address') return differ('outcome', describeCause('whitelist-without-address', about))
  return differ('outcome', explainDenial(decision, { client: known?.clientID, address: request.address }, found).reason)
}

/** Returns why the client would not be recognised. */
function findUnrecognised(client: KnownClient | undefined, { sentAuthorization }: JudgedRequest): string | undefined {
  if (!client) return describeCause('client-not-here', {})
  const { clientID, mechanisms } = client
  const usable = mechanisms.filter((mechanism) => sentAuthorization || mechanism === 'mutual-tls-auth')
  if (usable.length > 0) return undefined
  return describeCause(sentAuthorization ? 'no-method-for-client' : 'nothing-sent-by-client', { client: clientID })
}

function compareChannels(
  { channels }: Rules,
  request: JudgedRequest,
  found: CompiledChannel | undefined,
  expected: CompiledChannel,
): [DifferenceKind, string] {
  const name = expected.channel.name
  if (found) return ['channel', describeCause('channel-takes-before', { first: found.channel.name, channel: name })]
  const disabled = channels.filter(({ channel }) => channel.status !== 'enabled')
  const enabled = channels.filter(({ channel }) => channel.status === 'enabled')
  const { code, reason } = explainMismatch({ channels: enabled, disabled }, request)
  // Of its own channel the reason is what people look for; a path may hold what is private.
  return ['outcome', code === 'no-channel' ? describeCause('no-channel-here', { channel: name }) : reason]
}
