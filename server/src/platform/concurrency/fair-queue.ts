// Fair queueing: shares the event loop among parties.

/**
 * Lets each party begin one work in a turn of the event loop. Its others begin one in each turn after it, so that the works of other parties
 * that are ready go first. None waits for a clock.
 */
export function createFairQueue() {
  const begun = new Set<string>()
  const waiting = new Map<string, (() => void)[]>()

  const endTurn = () => {
    begun.clear()
    for (const [party, all] of waiting) {
      const begin = all.shift()
      if (all.length === 0) waiting.delete(party)
      begun.add(party)
      begin?.()
    }
    if (begun.size > 0) setImmediate(endTurn)
  }

  return {
    /** Returns undefined when the work may begin, or else a promise that resolves when it may. */
    take(party: string): Promise<void> | undefined {
      if (begun.size === 0) setImmediate(endTurn)
      if (!begun.has(party)) {
        begun.add(party)
        return undefined
      }
      return new Promise((resolve) => {
        const all = waiting.get(party)
        if (all) all.push(resolve)
        else waiting.set(party, [resolve])
      })
    },
  }
}
