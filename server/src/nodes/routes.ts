import { nodesApi } from '@mediary/contract/operations/nodes'
import type { FastifyInstance } from 'fastify'
import { implement, type Require } from '../platform/http/implement.ts'
import type { WorkerOfNode } from '../workers/index.ts'
import type { NodeStore } from './store.ts'

type Deps = {
  nodes: Pick<NodeStore, 'list'>
  /** The id of this node. */
  node: string
  listWorkers: () => Promise<WorkerOfNode[]>
  newestConfiguration: () => Promise<number>
}

const toTime = (at: number) => new Date(at).toISOString()

export const nodeRoutes = (
  app: FastifyInstance,
  require: Require,
  { nodes, node: thisNode, listWorkers, newestConfiguration }: Deps,
) =>
  implement(app, require, nodesApi, {
    list: async () => {
      // The newest number is read last: no worker can seem to be ahead of it.
      const [listed, workers] = await Promise.all([nodes.list(), listWorkers()])
      const here = listed.find(({ id }) => id === thisNode)
      return {
        configuration: await newestConfiguration(),
        nodes: listed.map(({ id, since, seen, isAlive, facts }) => ({
          _id: id,
          name: facts.name,
          version: facts.version,
          since: toTime(since),
          lastSeen: toTime(seen),
          isAlive,
          isThis: id === thisNode,
          isReady: isAlive && facts.checks.every(({ ok }) => ok),
          checks: facts.checks,
          workers: workers.filter(({ node }) => node === id).map(toWorker),
          clockDifference: facts.clockDifference,
          hasSameSettings: here === undefined || facts.settings === here.facts.settings,
        })),
      }
    },
  })

const toWorker = ({ id, seen, configuration, certificate }: WorkerOfNode) => ({
  id,
  lastSeen: toTime(seen),
  configuration: configuration ?? undefined,
  certificate: certificate ?? undefined,
})
