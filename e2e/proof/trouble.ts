import { until } from '../until.ts'
import type { Arena } from './arena.ts'
import { type Seeded, seeded } from './seeded.ts'

/** `skipped`: why it could not be tried here. */
export type Outcome = { faults: string[]; figures: string; skipped?: string }
export type Run = { seed: number; rounds: number }
export type Scenario = (run: Run) => Promise<Outcome>

// What a record may say of a request that was met by the fault.
const failures = /^(Interrupted: |The transaction could not be recorded|The outcome could not be recorded)/
const refused = [503]

/** While the fault holds, some are refused; once it is gone all are served again; nothing is lost, doubled or made up. */
export async function trouble(
  scene: Arena,
  { seed, rounds }: Run,
  faulty: (draw: Seeded) => Promise<void>,
  mended: () => Promise<void>,
) {
  const { clients } = scene
  const draw = seeded(seed)
  scene.startClients()
  for (let round = 0; round < rounds; round++) {
    const began = Date.now()
    await until('requests are served', () => clients().servedSince(began), 60_000)
    await faulty(draw)
    await mended()
    const at = Date.now()
    await until('requests are served again', () => clients().servedSince(at), 60_000)
  }
  const turnedAway = clients().sent.filter(({ answered }) => answered?.status === 503).length
  const { faults, requests, answered, records } = await scene.compare({ refused, errors: failures })
  const figures = `${rounds} times: ${requests} requests, ${answered} answered (${turnedAway} with 503), ${records} recorded`
  return { faults: turnedAway ? faults : [...faults, 'the fault was never felt'], figures }
}

export const isRefused = (scene: Arena) => {
  const at = Date.now()
  return until(
    'requests are refused',
    () =>
      scene
        .clients()
        .sent.slice(-500)
        .some((one) => one.at >= at && one.answered?.status === 503),
    60_000,
  )
}
