// Finds requests that a route leads back to the gateway, by the Via header (RFC 9110 §7.6.3).
import { type CompiledChannel, opensPort } from '../channels/index.ts'
import type { Gateway } from './context.ts'
import type { Arrival } from './listeners/request.ts'
import { Refusal } from './refusal.ts'

/** Limits how many channels of this installation a request may pass one after the other. */
const maxPasses = 10

/** Returns the name of this installation and channel, by which the gateway recognises a request that comes back. */
const buildReceivedBy = ({ pseudonym }: Gateway, { channel }: CompiledChannel) => `${pseudonym}.${channel._id}`

/** Returns the Via header of a request that the channel forwards. */
export function buildVia(gateway: Gateway, channel: CompiledChannel, { head, httpVersion }: Arrival): string {
  const entry = `${httpVersion} ${buildReceivedBy(gateway, channel)}`
  return head.via === undefined ? entry : `${head.via}, ${entry}`
}

/** Refuses a request that has passed the channel before, or very many channels. One channel may well call another. */
export function refuseLoop(gateway: Gateway, channel: CompiledChannel, { head: { via } }: Arrival): void {
  if (via === undefined || !via.includes(gateway.pseudonym)) return
  const passes = listPasses(gateway, via)
  const { name } = channel.channel
  if (passes.includes(buildReceivedBy(gateway, channel)))
    throw refusal(name, `A route leads back to the channel "${name}"`)
  if (passes.length >= maxPasses)
    throw refusal(name, `The request has passed ${passes.length} channels before the channel "${name}"`)
}

/**
 * Returns the refusal of a request that came to this gateway as a TCP message, if the route leads to the port of a TCP
 * channel of this gateway. A message has no Via, so that nothing would tell how often it has come round.
 */
export function refuseTcpRing(
  gateway: Gateway,
  channel: CompiledChannel,
  { head: { via } }: Arrival,
  port: number,
): Refusal | undefined {
  const { channels } = gateway.snapshot()
  const passedTcp =
    opensPort(channel.channel) ||
    listPasses(gateway, via ?? '').some((receivedBy) => {
      const former = channels.get(receivedBy.slice(gateway.pseudonym.length + 1))
      return former && opensPort(former.channel)
    })
  if (!passedTcp) return undefined
  const target = [...channels.values()].find(({ channel: one }) => opensPort(one) && one.tcpPort === port)?.channel.name
  if (target === undefined) return undefined
  const reason = `The message has passed a TCP channel, and a route leads to the TCP channel "${target}" of this gateway`
  return refusal(channel.channel.name, reason)
}

/** Returns the entries of this installation in a Via header. */
const listPasses = ({ pseudonym }: Gateway, via: string): string[] =>
  via
    .split(',')
    .map((entry) => entry.trim().split(/[ \t]+/)[1] ?? '')
    .filter((receivedBy) => receivedBy.startsWith(`${pseudonym}.`))

const refusal = (channel: string, reason: string) => new Refusal('match', 508, 'loop', reason, { channel })
