// Gathers requests that differ for one cause.
import type { Difference } from './judge.ts'

/** Requests that are decided otherwise for one cause. `example` is the id of the newest. */
export type DifferenceGroup = Difference & {
  requests: number
  example: string
  newest: string
  oldest: string
}

const maxGroups = 1_000

/** Gathers differences by their cause, the newest request first. */
export function groupDifferences() {
  const groups = new Map<string, DifferenceGroup>()
  const counts = { different: 0, more: 0 }
  return {
    add(difference: Difference, { id, at }: { id: string; at: number }) {
      counts.different++
      const key = JSON.stringify(difference)
      const moment = new Date(at).toISOString()
      const group = groups.get(key)
      if (group) Object.assign(group, { requests: group.requests + 1, oldest: moment })
      else if (groups.size < maxGroups)
        groups.set(key, { ...difference, requests: 1, example: id, newest: moment, oldest: moment })
      else counts.more++
    },
    /** Returns the groups by the number of their requests; `more` counts the requests of further causes. */
    list: () => ({ ...counts, differences: [...groups.values()].sort((a, b) => b.requests - a.requests) }),
  }
}
