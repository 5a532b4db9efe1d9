// Decides which channels a saved map shows.
import type { Channel } from '@mediary/contract/channels'
import type { Mediator } from '@mediary/contract/mediators'
import type { Flow, Visualizer } from '@mediary/contract/operations/visualizers'
import { findUsers } from '../mediators/health.ts'

type Known = { channels: readonly Channel[]; mediators: readonly Mediator[] }

/** Returns the traffic of the channels that a saved map names, and of those that send to a mediator that it names. */
export function selectFlows(flows: readonly Flow[], saved: Visualizer | undefined, known: Known): readonly Flow[] {
  if (!saved) return flows
  const urns = new Set(saved.mediators.map(({ mediator }) => mediator))
  const users = known.mediators
    .filter(({ urn }) => urns.has(urn))
    .flatMap((mediator) => findUsers(mediator, known.channels))
  const names = new Set([...saved.channels.map(({ eventName }) => eventName), ...users.map(({ name }) => name)])
  return flows.filter(({ channel }) => names.has(channel))
}
