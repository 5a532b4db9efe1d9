import type { Run, UpstreamFailure } from './rules.ts'

/** The exchanges with the upstream of a route since the last report of a worker. */
export type RouteRuns = { channel: string; route: string; address: string; runs: Run[] }

type Upstream = { name: string; host: string; port: number }

export type HealthTally = ReturnType<typeof healthTally>

/** The maximum number of runs that wait for a route. */
export const maxRuns = 20

/** Notes in memory how exchanges with upstreams end. A route that stays good costs one entry, however many requests it answers. */
export function healthTally() {
  const state = { routes: new Map<Upstream, RouteRuns>() }
  return {
    note(channel: string, upstream: Upstream, failure: UpstreamFailure | undefined, at: number = Date.now()) {
      const noted = state.routes.get(upstream)
      if (!noted) {
        const { name, host, port } = upstream
        const runs = [{ failure, times: 1, first: at, last: at }]
        state.routes.set(upstream, { channel, route: name, address: `${host}:${port}`, runs })
        return
      }
      const last = noted.runs.at(-1)
      if (last && last.failure?.kind === failure?.kind) {
        last.times++
        last.last = at
        last.failure = failure
        return
      }
      // The oldest is left out: the state follows from the newest.
      if (noted.runs.length === maxRuns) noted.runs.shift()
      noted.runs.push({ failure, times: 1, first: at, last: at })
    },

    /** Returns what was noted since the last call. */
    take(): RouteRuns[] {
      const { routes } = state
      state.routes = new Map()
      return [...routes.values()]
    },
  }
}
