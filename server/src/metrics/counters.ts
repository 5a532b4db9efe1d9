import type { Stage } from '@mediary/contract/refusals'

/** Upper bounds of the histogram, seconds. */
export const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** One series: how many requests of a channel, method and status, how long they took, and how they spread. */
export type Series = {
  channel: string
  method: string
  status: number
  count: number
  seconds: number
  spread: number[]
}

/** What was counted since the last time: it travels from a worker to the control process. */
export type Counted = { series: Series[]; refused: Partial<Record<Stage, number>> }

export type Counters = ReturnType<typeof counters>

export function counters() {
  const state = { series: new Map<string, Series>(), refused: {} as Partial<Record<Stage, number>> }

  return {
    count({ name }: { name: string }, { method, at }: { method: string; at: number }, status: number) {
      const key = `${status} ${method} ${name}`
      let series = state.series.get(key)
      if (!series) {
        series = { channel: name, method, status, count: 0, seconds: 0, spread: buckets.map(() => 0) }
        state.series.set(key, series)
      }
      const seconds = (Date.now() - at) / 1000
      series.count++
      series.seconds += seconds
      const bucket = buckets.findIndex((bound) => seconds <= bound)
      if (bucket !== -1) series.spread[bucket] = (series.spread[bucket] ?? 0) + 1
    },

    refused(stage: Stage) {
      state.refused[stage] = (state.refused[stage] ?? 0) + 1
    },

    /** Undefined when nothing happened. */
    take(): Counted | undefined {
      if (state.series.size === 0 && Object.keys(state.refused).length === 0) return undefined
      const counted = { series: [...state.series.values()], refused: state.refused }
      state.series = new Map()
      state.refused = {}
      return counted
    },
  }
}
