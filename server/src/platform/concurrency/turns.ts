// Shares the turns of the event loop among parties.

const maxInTurn = 2

export type Turns = ReturnType<typeof createTurns>

/**
 * Lets each party begin so many works in a turn of the event loop. Those beyond that begin in the next turns, so that the works of
 * others that are ready go first. None waits for a clock.
 */
export function createTurns() {
  const begun = new Map<string, number>()
  const waiting = new Map<string, (() => void)[]>()

  const endTurn = () => {
    begun.clear()
    for (const [party, all] of waiting) {
      const next = all.splice(0, maxInTurn)
      if (all.length === 0) waiting.delete(party)
      begun.set(party, next.length)
      for (const begin of next) begin()
    }
    if (begun.size > 0) setImmediate(endTurn)
  }

  return {
    /** Returns undefined when the work may begin, or else a promise that resolves when it may. */
    take(party: string): Promise<void> | undefined {
      if (begun.size === 0) setImmediate(endTurn)
      const count = begun.get(party) ?? 0
      if (count < maxInTurn) {
        begun.set(party, count + 1)
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
