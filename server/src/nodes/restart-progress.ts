import type { RestartProgress, WorkersReplaced } from '@mediary/contract/keystore/restart'
import type { NodeStore } from './store.ts'

type Listed = Awaited<ReturnType<NodeStore['list']>>[number]
type Deps = {
  /** All nodes, also those that are away. */
  nodes: Listed[]
  /** The id of this node, and what it knows better than it has told yet. */
  node: string
  here: { obeyed: number; progress: WorkersReplaced }
  /** The number of the newest restart. */
  newest: number
}

/** Summarizes the newest restart of all nodes that are there. A node of a version that does not restart in turn is left out. */
export function toRestartProgress({ nodes, node, here, newest }: Deps): RestartProgress {
  const restarting = nodes.flatMap(({ id, facts, isAlive }) => {
    const isThis = id === node
    if (!facts.restart || !(isAlive || isThis)) return []
    const { obeyed, progress } = isThis ? here : facts.restart
    const waits = obeyed < newest && progress.state !== 'running'
    const workers = waits ? { ...progress, state: 'waits' as const, replaced: 0, of: facts.restart.workers } : progress
    return [{ _id: id, name: facts.name, isThis, workers }]
  })
  // A node that has not told anything yet is the only one.
  const all = restarting.length > 0 ? restarting.map(({ workers }) => workers) : [here.progress]
  const count = (key: 'replaced' | 'of') => all.reduce((sum, one) => sum + one[key], 0)
  const state = findState(all.map((one) => one.state))
  const began = listTimes(all, 'startedAt')
  const ended = listTimes(all, 'finishedAt')
  return {
    state,
    replaced: count('replaced'),
    of: count('of'),
    startedAt: began[0],
    finishedAt: state === 'running' ? undefined : ended.at(-1),
    nodes: restarting.map(({ workers: { state: stateOfNode, replaced, of }, ...one }) => ({
      ...one,
      state: stateOfNode,
      replaced,
      of,
    })),
  }
}

type State = RestartProgress['nodes'][number]['state']

const findState = (states: State[]): RestartProgress['state'] => {
  if (states.some((state) => state === 'running' || state === 'waits')) return 'running'
  if (states.includes('failed')) return 'failed'
  return states.includes('done') ? 'done' : 'none'
}

const listTimes = (all: Pick<WorkersReplaced, 'startedAt' | 'finishedAt'>[], key: 'startedAt' | 'finishedAt') =>
  all.flatMap((one) => one[key] ?? []).toSorted()
