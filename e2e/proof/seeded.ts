/** The same numbers for the same seed (mulberry32), so that a run can be repeated. */
export function seeded(seed: number) {
  const state = { at: seed >>> 0 }
  const next = () => {
    state.at = (state.at + 0x6d2b79f5) >>> 0
    let t = state.at
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    next,
    below: (limit: number) => Math.floor(next() * limit),
    pick: <T>(from: readonly [T, ...T[]]): T => from[Math.floor(next() * from.length)] ?? from[0],
  }
}
export type Seeded = ReturnType<typeof seeded>
