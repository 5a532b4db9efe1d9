import type { Channel } from '@mediary/contract/channels'
import type { Topic } from '@mediary/contract/operations/live'
import { contentMatcher } from '../../channels/index.ts'
import { createGateway, poller, rerunCheck, rerunner, rerunObstacles } from '../../gateway/index.ts'
import type { Database } from '../../platform/database/database.ts'
import { every } from '../../platform/every.ts'
import { conflict } from '../../platform/http/problem.ts'
import { newProcessId } from '../../platform/ids.ts'
import type { Log } from '../../platform/log.ts'
import type { Secrets } from '../../platform/secrets.ts'
import { Polling } from '../../polling/index.ts'
import type { Settings } from '../../settings/settings.ts'
import { engine, retries } from '../../tasks/index.ts'
import type { Installation } from '../installation.ts'
import type { MetricsSink } from './metrics-sink.ts'

type Gateway = Awaited<ReturnType<typeof createGateway>>

type Deps = {
  database: Database
  settings: Settings
  node: string
  stores: Installation
  secrets: Secrets
  counted: MetricsSink
  /** Lists that have changed. */
  publish: (topics: readonly Topic[]) => void
  log: Log
}

const reportEvery = 1_000
/** Beyond what its routes may take, before another process thinks a poll dead. */
const margin = 10_000

export type RerunRunner = Awaited<ReturnType<typeof rerunRunner>>

/** Runs reruns, automatic retries and polls: a gateway without listeners in the control process. Its requests come from the record or the clock. */
export async function rerunRunner(deps: Deps) {
  const { database, settings, stores, counted, publish, log } = deps
  const owner = newProcessId()
  const core = await createGateway({ ...deps, stores: omitCredentials(stores), processId: owner, logsChannels: true })
  const { gateway, metrics, health, newId } = core
  const ending = new AbortController()
  const matcher = contentMatcher()
  const replay = { gateway, transactions: stores.transactions, bodies: stores.bodies, matchContent: matcher.match }
  const state = { progressed: false }
  // In shadow mode nothing is sent: what waits goes on waiting.
  const repeat = rerunner({ ...replay, ending: ending.signal })
  const progressed = () => Object.assign(state, { progressed: true })
  const working = settings.shadow ? undefined : startEngine({ ...deps, owner, repeat, gateway, progressed })
  const polls = startPolling(core, database, settings, log)
  const report = () => {
    const taken = metrics.take()
    if (taken) counted.add(taken)
    counted.addExchanges(health.take())
    if (state.progressed) publish(['tasks'])
    state.progressed = false
  }
  const reporting = every(reportEvery, 'reporting what was counted', report, log)

  return {
    newId,
    wake: () => {
      working?.wake()
      publish(['tasks'])
    },
    /** Refuses what would send a request that no client sends. */
    refuseInShadow() {
      if (settings.shadow) throw conflict('shadow-mode')
    },
    trigger: (channel: Channel) => polls.trigger(channel),
    checkRerun: rerunCheck(replay),
    findObstacle: rerunObstacles(gateway),
    findChannelProblem: (id: string) => gateway.snapshot().problems.get(id),
    /** Resolves when the next rerun obeys what was changed. */
    async catchUp() {
      await core.catchUp()
      polls.follow()
    },
    async stop() {
      ending.abort()
      const polled = polls.stop()
      await working?.stop()
      await polled
      await reporting.stop()
      report()
      await core.close()
      await matcher.close()
    },
  }
}

type EngineDeps = Pick<Deps, 'database' | 'stores' | 'log'> &
  Pick<Parameters<typeof engine>[0], 'owner' | 'repeat' | 'progressed'> &
  Pick<Gateway, 'gateway'>

/** Starts to work on tasks, and on what waits for an automatic retry. */
const startEngine = ({ database, stores, gateway, ...deps }: EngineDeps) =>
  engine({
    ...deps,
    database,
    search: stores.search,
    retries: retries(database, {
      tasks: stores.tasks,
      findChannel: async (id) => gateway.snapshot().channels.get(id)?.channel,
    }),
  })

/** Reruns and polls are sent in the name of clients, and nobody proves to be one. */
const omitCredentials = (stores: Installation) => ({
  ...stores,
  clients: { identities: stores.clients.identitiesWithoutCredentials },
  // Nothing begins here in shadow mode.
  shadow: undefined,
})

/** Polls the upstreams of the channels that the gateway serves. */
function startPolling({ gateway }: Gateway, database: Database, settings: Settings, log: Log) {
  const polls = new Polling(database, {
    poll: poller(gateway),
    channels: () =>
      settings.polling.enabled && !settings.shadow
        ? [...gateway.snapshot().channels.values()].map(({ channel }) => channel)
        : [],
    maxDuration: ({ timeout = settings.router.timeout }) => 2 * timeout + margin,
    log,
  })
  polls.follow()
  return polls
}
