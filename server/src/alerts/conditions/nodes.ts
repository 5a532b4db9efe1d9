import { minNodeAbsence } from './rules.ts'
import type { Condition, ConditionSource } from './source.ts'

/** A run of a node. `seen` is by the clock of the store, and so is `isAlive`. A node that stops in order is not listed. */
type NodeRun = { seen: number; isAlive: boolean; facts: { name: string } }

/** Watches nodes that are gone without having stopped. A node that has begun again is there under its name. */
export const nodeSource = (list: () => Promise<readonly NodeRun[]>): ConditionSource => ({
  rule: 'node',
  async list(now, known) {
    const byName = Map.groupBy(await list(), ({ facts }) => facts.name)
    const isThere = (name: string) => byName.get(name)?.some(({ isAlive }) => isAlive)
    const gone = [...byName].flatMap(([name, runs]): Condition[] => {
      const since = Math.max(...runs.map(({ seen }) => seen))
      if (isThere(name) || now - since < minNodeAbsence) return []
      return [{ subject: name, since, facts: {} }]
    })
    // A node that nobody remembers any more has not come back.
    const forgotten = [...known]
      .filter((name) => !byName.has(name))
      .map((subject) => ({ subject, since: now, facts: {} }))
    return [...gone, ...forgotten]
  },
})
