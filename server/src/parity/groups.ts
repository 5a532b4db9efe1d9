// Gathers requests that differ for one cause.
import type { Difference } from './judge.ts'

/** The ids of a request: of its copy in shadow mode, and of the transaction that is compared with. */
export type Example = { transaction?: string | undefined; original?: string | undefined }

/** Requests that are decided otherwise for one cause. `examples` are the newest. */
export type DifferenceGroup = Difference & {
  requests: number
  examples: Example[]
  newest: string
  oldest: string
}

const maxGroups = 1_000
const maxExamples = 3

/** Gathers differences by their cause, the newest request first. */
export function groupDifferences() {
  const groups = new Map<string, DifferenceGroup>()
  const counts = { different: 0, more: 0 }
  return {
    add(difference: Difference, example: Example, at: number) {
      counts.different++
      const key = JSON.stringify(difference)
      const moment = new Date(at).toISOString()
      const group = groups.get(key)
      if (group) {
        Object.assign(group, { requests: group.requests + 1, oldest: moment })
        if (group.examples.length < maxExamples) group.examples.push(example)
      } else if (groups.size < maxGroups)
        groups.set(key, { ...difference, requests: 1, examples: [example], newest: moment, oldest: moment })
      else counts.more++
    },
    /** Returns the groups by the number of their requests; `more` counts the requests of further causes. */
    list: () => ({ ...counts, differences: [...groups.values()].sort((a, b) => b.requests - a.requests) }),
  }
}
