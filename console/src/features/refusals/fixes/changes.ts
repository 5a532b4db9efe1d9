import { type Channel, type ChannelChanges, channelsApi, httpMethods } from '@mediary/contract/channels'
import type { Refusal } from '@mediary/contract/operations/refusals'
import { type Mechanism, systemApi } from '@mediary/contract/system'
import { call } from '../../../lib/api/call.ts'

/** A change that lets a refused request through. */
export type ChannelFix = {
  messageKey: 'enable-channel' | 'allow-method' | 'allow-address' | 'allow-origin'
  /** What is added. */
  value: string
  build: (channel: Channel) => ChannelChanges
}

const addTo = (list: readonly string[] | undefined, value: string) => [...new Set([...(list ?? []), value])]

/** Returns a parameter of the reason of a refusal. */
const findParameter = ({ explanations }: Refusal, name: string): string | undefined => {
  const values = explanations.flatMap(({ parameters }) => {
    const value = parameters?.[name]
    return value === undefined ? [] : [String(value)]
  })
  return values[0]
}

/** Returns the change of the channel that lets the request through, where one field decides it. */
export function findChannelFix(refusal: Refusal, channel: Channel): ChannelFix | undefined {
  if (refusal.code === 'disabled-channel' && channel.status === 'disabled')
    return { messageKey: 'enable-channel', value: '', build: () => ({ status: 'enabled' }) }
  const method = httpMethods.find((one) => one === refusal.method)
  if (refusal.code === 'wrong-method' && method && !channel.methods.includes(method))
    return { messageKey: 'allow-method', value: method, build: ({ methods }) => ({ methods: addTo(methods, method) }) }
  const address = refusal.clientIP
  if (refusal.code === 'wrong-address' && !channel.whitelist.includes(address))
    return {
      messageKey: 'allow-address',
      value: address,
      build: ({ whitelist }) => ({ whitelist: addTo(whitelist, address) }),
    }
  const origin = findParameter(refusal, 'origin')
  if (refusal.code === 'wrong-origin' && origin)
    return {
      messageKey: 'allow-origin',
      value: origin,
      build: ({ corsOrigins }) => ({ corsOrigins: addTo(corsOrigins, origin) }),
    }
  return undefined
}

/** Changes a channel as it is now, and returns what takes the change back. */
export async function applyChannelFix({ _id }: Channel, { build }: ChannelFix) {
  const params = { id: _id }
  const present = await call(channelsApi.get, { params })
  const changes = build(present)
  await call(channelsApi.update, { params, body: changes })
  const former = new Map<string, unknown>(Object.entries(present))
  const back = Object.fromEntries(Object.keys(changes).map((key) => [key, former.get(key) ?? null]))
  return () => call(channelsApi.update, { params, body: back })
}

const mechanisms: Readonly<Record<string, Mechanism>> = {
  'basic-off': 'basic-auth',
  'tokens-off': 'custom-token-auth',
  'jwt-off': 'jwt-auth',
}

/** Returns the mechanism that is switched off, when the refusal is about one. */
export const findMechanism = ({ code, explanations }: Refusal): Mechanism | undefined =>
  code === 'mechanism-off' ? explanations.flatMap(({ reason }) => mechanisms[reason] ?? []).at(0) : undefined

export async function enableMechanism(mechanism: Mechanism) {
  const params = { mechanism }
  await call(systemApi.switchMechanism, { params, body: { enabled: true } })
  return () => call(systemApi.switchMechanism, { params, body: { enabled: false } })
}
