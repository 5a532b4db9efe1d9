import {
  type ChannelStore,
  type CompiledChannel,
  compareByPriority,
  compileChannel,
  indexByPath,
} from '../../channels/index.ts'
import type { Log } from '../../platform/log.ts'
import type { Snapshot } from '../snapshot.ts'
import type { Upstreams } from '../upstreams/pool.ts'
import { compileRewrites, type PublicAddress } from '../upstreams/rewrite.ts'
import type { Secondary, Upstream } from '../upstreams/upstream.ts'

type Deps = {
  channels: Pick<ChannelStore, 'forGateway'>
  upstreams: Upstreams
  address: PublicAddress
  log: Log
}

/** Keeps the channels as the gateway serves them. Compiling thousands takes seconds, so only changed channels are compiled again. */
export function servedChannels({ channels, upstreams, address, log }: Deps) {
  const compiled = new Map<string, CompiledChannel>()

  /** Finds the routes of a channel. They depend on certificates too, so every change finds them again. */
  const findRoutes = (rules: CompiledChannel): [CompiledChannel, Upstream | undefined, Secondary[]][] => {
    try {
      return [[rules, upstreams.forChannel(rules.channel), upstreams.listSecondaries(rules.channel)]]
    } catch (error) {
      log.error({ err: error, channel: rules.channel.name }, 'a channel cannot be served')
      return []
    }
  }

  return {
    async load(ids?: string[]) {
      const loaded = await channels.forGateway(ids)
      for (const id of ids ?? compiled.keys()) compiled.delete(id)
      for (const channel of loaded) {
        try {
          compiled.set(channel._id, compileChannel(channel))
        } catch (error) {
          log.error({ err: error, channel: channel.name }, 'a channel cannot be served')
        }
      }
    },

    putInto(snapshot: Snapshot) {
      const served = [...compiled.values()].flatMap(findRoutes).sort(([a], [b]) => compareByPriority(a, b))
      const rules = served.map(([one]) => one)
      snapshot.channelsFor = indexByPath(rules.filter(({ channel }) => channel.status === 'enabled'))
      snapshot.disabledFor = indexByPath(rules.filter(({ channel }) => channel.status === 'disabled'))
      snapshot.channels = new Map(rules.map((one) => [one.channel._id, one]))
      snapshot.upstreams = new Map(
        served.flatMap(([{ channel }, upstream]) => (upstream ? [[channel._id, upstream]] : [])),
      )
      snapshot.secondaries = new Map(
        served.flatMap(([{ channel }, , secondaries]) => (secondaries.length ? [[channel._id, secondaries]] : [])),
      )
      snapshot.rewrites = compileRewrites(
        rules.map(({ channel }) => channel),
        address,
      )
      const others = [...snapshot.secondaries.values()].flat().map(({ upstream }) => upstream)
      upstreams.keepOnly([...snapshot.upstreams.values(), ...others])
    },
  }
}
