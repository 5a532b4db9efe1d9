import { availableParallelism } from 'node:os'
import type { RestartProgress } from '@mediary/contract/keystore/restart'
import type { InService } from '../../keystore/index.ts'
import { nodeStore, type RestartFacts, restartStore, rollingRestart, toRestartProgress } from '../../nodes/index.ts'
import type { Core } from './core.ts'

export type Restarts = Awaited<ReturnType<typeof restartInTurn>>

/**
 * Restarts this node in its turn with the others, and knows what all of them serve. Its workers must not have been started
 * before, or by a control process that this one replaces.
 */
export async function restartInTurn(
  { database, node, settings, stores, restart, steps, log }: Core,
  gateway: InService,
) {
  const [nodes, restarts] = [nodeStore(database), restartStore(database)]
  const before = (await nodes.list()).find(({ id }) => id === node)
  const obeyed = before?.facts.restart?.obeyed ?? (await restarts.newest())
  const rolling = rollingRestart({
    database,
    node,
    obeyed,
    restart: gateway.restart,
    publish: () => steps.tellNodes(),
    log,
  })
  return {
    ask: rolling.ask,
    stop: rolling.stop,

    /** What this node tells the others. */
    describe: (): RestartFacts => ({
      obeyed: rolling.obeyed(),
      serves: gateway.served(),
      workers: settings.workers ?? availableParallelism(),
      progress: restart.progress,
    }),

    /** Whether the workers of a node serve something else than what the keystore holds now. */
    async required(): Promise<boolean> {
      if (settings.certificates.apply === 'immediately') return false
      const [state, listed] = await Promise.all([stores.keystore.state(), nodes.list()])
      const others = listed.filter(({ id, isAlive }) => isAlive && id !== node)
      const served = [gateway.served(), ...others.flatMap(({ facts }) => facts.restart?.serves ?? [])]
      return served.some((one) => one !== state)
    },

    async progress(): Promise<RestartProgress> {
      const [newest, listed] = await Promise.all([restarts.newest(), nodes.list()])
      const here = { obeyed: rolling.obeyed(), progress: restart.progress }
      return toRestartProgress({ nodes: listed, node, here, newest })
    },
  }
}
