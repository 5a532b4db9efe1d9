import type { Topic } from '@mediary/contract/operations/live'
import type { ChangeKind, Changes } from '../platform/database/changes.ts'

const topicsOf: Record<ChangeKind, readonly Topic[]> = {
  client: ['clients'],
  role: ['roles'],
  channel: ['channels'],
  certificate: ['certificates'],
  user: ['users', 'me'],
  setting: ['settings'],
  mediator: ['mediators'],
  'contact-group': ['contactGroups'],
  visualizer: ['visualizers'],
  app: ['apps'],
  'saved-view': ['savedViews'],
}

/** Returns a function that reads which topics have changed since its last call, on any node. */
export async function changedTopics(changes: Pick<Changes, 'last' | 'since'>) {
  const state = { seq: await changes.last() }
  return async (): Promise<Topic[]> => {
    const found = await changes.since(state.seq)
    state.seq = Math.max(state.seq, found.at(-1)?.seq ?? 0)
    return [...new Set(found.flatMap(({ kind }) => topicsOf[kind]))]
  }
}
