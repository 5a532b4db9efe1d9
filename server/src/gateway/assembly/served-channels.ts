import type { Channel } from '@mediary/contract/channels'
import {
  type ChannelStore,
  type CompiledChannel,
  compareByPriority,
  compileChannel,
  findPatternProblems,
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
  /** Undefined: another process logs which channels cannot be served. */
  log: Log | undefined
}

/** A channel with its routes, or the reason why it cannot be served. */
type Served = {
  rules: CompiledChannel
  upstream: Upstream | undefined
  secondaries: Secondary[]
  problem: string | undefined
}

/** Keeps the channels as the gateway serves them. Compiling thousands takes seconds, so only changed channels are compiled again. */
export function servedChannels({ channels, upstreams, address, log }: Deps) {
  const compiled = new Map<string, CompiledChannel>()
  /** Why a channel cannot be compiled, by its id. */
  const uncompiled = new Map<string, string>()
  const problems = createProblemLog(log)

  /** Finds the routes of a channel. They depend on certificates too, so every change finds them again. */
  const findRoutes = (rules: CompiledChannel): Served => {
    const problem = uncompiled.get(rules.channel._id)
    if (problem !== undefined) return { rules, upstream: undefined, secondaries: [], problem }
    try {
      const { channel } = rules
      const [upstream, secondaries] = [upstreams.forChannel(channel), upstreams.listSecondaries(channel)]
      return { rules, upstream, secondaries, problem: undefined }
    } catch (error) {
      return { rules, upstream: undefined, secondaries: [], problem: toMessage(error) }
    }
  }

  const compile = (channel: Channel) => {
    try {
      compiled.set(channel._id, compileChannel(channel))
    } catch (error) {
      const fields = findPatternProblems(channel).map(({ path, message }) => `${path} ${message}`)
      uncompiled.set(channel._id, fields.join('; ') || toMessage(error))
      // It still takes its paths, so that its requests do not fall to a channel that protects them less.
      const rules = compileOnlyPaths(channel)
      if (rules) compiled.set(channel._id, rules)
    }
  }

  return {
    async load(ids?: string[]) {
      const loaded = await channels.forGateway(ids)
      for (const id of ids ?? [...compiled.keys(), ...uncompiled.keys()]) {
        compiled.delete(id)
        uncompiled.delete(id)
      }
      for (const channel of loaded) compile(channel)
    },

    putInto(snapshot: Snapshot) {
      const served = [...compiled.values()].map(findRoutes).sort((a, b) => compareByPriority(a.rules, b.rules))
      const found = served.flatMap(({ rules: { channel }, problem }): [string, string][] =>
        problem === undefined ? [] : [[channel._id, problem]],
      )
      snapshot.problems = new Map([...uncompiled, ...found])
      problems.update(snapshot.problems, (id) => compiled.get(id)?.channel.name)
      fillSnapshot(snapshot, served, address)
      const others = [...snapshot.secondaries.values()].flat().map(({ upstream }) => upstream)
      upstreams.keepOnly([...snapshot.upstreams.values(), ...others])
    },
  }
}

function fillSnapshot(snapshot: Snapshot, served: Served[], address: PublicAddress) {
  const rules = served.map((one) => one.rules)
  snapshot.channelsFor = indexByPath(rules.filter(({ channel }) => channel.status === 'enabled'))
  snapshot.disabledFor = indexByPath(rules.filter(({ channel }) => channel.status === 'disabled'))
  snapshot.channels = new Map(rules.map((one) => [one.channel._id, one]))
  snapshot.upstreams = new Map(
    served.flatMap(({ rules: { channel }, upstream }) => (upstream ? [[channel._id, upstream]] : [])),
  )
  snapshot.secondaries = new Map(
    served.flatMap(({ rules: { channel }, secondaries }) => (secondaries.length ? [[channel._id, secondaries]] : [])),
  )
  snapshot.rewrites = compileRewrites(
    rules.map(({ channel }) => channel),
    address,
  )
}

const toMessage = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** Compiles what decides whether a channel is meant by a request. Undefined when its pattern itself cannot be used. */
function compileOnlyPaths(channel: Channel): CompiledChannel | undefined {
  const nothing = { matchContentRegex: undefined, matchContentXpath: undefined, matchContentJson: undefined }
  try {
    return compileChannel({ ...channel, ...nothing, whitelist: [] })
  } catch {
    return undefined
  }
}

/** Logs once that a channel cannot be served, and once that it is served again. */
function createProblemLog(log: Log | undefined) {
  let known: ReadonlyMap<string, string> = new Map()
  return {
    update(current: ReadonlyMap<string, string>, findName: (id: string) => string | undefined) {
      for (const [id, reason] of current)
        if (known.get(id) !== reason) log?.warn({ channel: findName(id) ?? id, reason }, 'a channel cannot be served')
      for (const id of known.keys())
        if (!current.has(id) && findName(id) !== undefined)
          log?.info({ channel: findName(id) }, 'a channel is served again')
      known = current
    },
  }
}
