import { setTimeout as pause } from 'node:timers/promises'
import { killQuietly } from '../processes.ts'
import type { Program } from '../program.ts'
import { until } from '../until.ts'
import { type Arena, arena } from './arena.ts'
import { compareEvents } from './audit-events.ts'
import { type Seeded, seeded } from './seeded.ts'

type Options = {
  kills: number
  seed: number
  databaseUrl?: string | undefined
  /** After so many kills the histories are compared, and a new round begins. */
  round?: number
  connections?: number
  say?: (line: string) => void
}

/** Milliseconds: the longest time without an answer until the next kill; when a new control process answered. */
type Recovery = { kind: Kind; silence: number; managed: number | undefined }

export type Kind = (typeof kinds)[number]
const kinds = ['worker', 'control', 'primary', 'everything'] as const
// The death of the first process costs a whole start: most kills hit one of the others.
const drawn = ['worker', 'worker', 'worker', 'worker', 'control', 'control', 'primary', 'everything'] as const

/**
 * Kills processes of the program at random moments under load, and starts the program again when its first process is
 * gone, as an init system does. Resolves with what was seen; `faults` is empty when every promise was kept.
 */
export async function crash({
  kills,
  seed,
  round = 25,
  connections = 16,
  databaseUrl,
  say = () => undefined,
}: Options) {
  const scene = await arena({ seed, connections, databaseUrl, workers: 2 })
  const draw = seeded(seed)
  const recoveries: Recovery[] = []
  const faults: string[] = []
  const totals = { requests: 0, answered: 0, records: 0 }
  try {
    scene.program.keepRunning()
    for (let done = 0; done < kills && faults.length === 0; ) {
      scene.startClients()
      const until = Math.min(kills, done + round)
      // Every kind occurs, however few kills there are.
      const recovering: Promise<Recovery>[] = []
      for (; done < until; done++) {
        const kind = kinds[done] ?? draw.pick(drawn)
        // Where a start takes long, the management API would else be killed before it ever answers.
        if (kind !== 'worker' && draw.below(5) > 0) await Promise.allSettled(recovering)
        const [recovery] = await killOne(scene, draw, kind)
        recovery.catch(() => undefined)
        recovering.push(recovery)
      }
      recoveries.push(...(await Promise.all(recovering)))
      const compared = await scene.compare({ refused: [], errors: /^Interrupted: / })
      faults.push(...compared.faults, ...(await compareEvents(scene.program, compared.ids)))
      for (const name of ['requests', 'answered', 'records'] as const) totals[name] += compared[name]
      say(`${done} kills, ${totals.requests} requests, ${totals.answered} answered, ${faults.length} faults`)
    }
  } finally {
    await scene.end()
  }
  const left = scene.program.everyProcess()
  return {
    faults: [...faults, ...left.map(({ kind }) => `a ${kind} process was left behind`)],
    ...totals,
    recoveries,
    output: scene.program.output,
  }
}

/** Resolves when the next may follow; what it resolves with, when the program has recovered. */
async function killOne(scene: Arena, draw: Seeded, kind: Kind): Promise<[Promise<Recovery>]> {
  const { program, clients } = scene
  await pause(draw.below(700))
  const victims = await until(`there is a ${kind} to kill`, () => chooseVictims(program, kind, draw), 120_000)
  const control = program.everyProcess().find((one) => one.kind === 'control')?.pid
  const at = Date.now()
  for (const { pid } of victims) killQuietly(pid)
  const managed = kind === 'worker' ? undefined : managedBy(program, control).then(() => Date.now() - at)
  const recovered = managed ?? Promise.resolve(undefined)
  // One in five comes while the program is still recovering from the one before.
  if (draw.below(5) > 0) await until('requests are answered again', () => clients().servedSince(at), 120_000)
  const end = Date.now()
  return [recovered.then((managed) => ({ kind, silence: clients().silence(at, end), managed }))]
}

function chooseVictims(program: Program, kind: Kind, draw: Seeded) {
  const all = program.everyProcess()
  if (kind === 'everything') return all.length ? all : undefined
  const [first, ...others] = all.filter((one) => one.kind === kind)
  return first && [draw.pick([first, ...others])]
}

/** Another control process than the one that is gone answers. */
const managedBy = (program: Program, gone: number | undefined) =>
  until(
    'the management API answers again',
    async () => {
      const answers = (await fetch(`${program.base}/live`).catch(() => undefined))?.ok
      return answers && program.everyProcess().some(({ kind, pid }) => kind === 'control' && pid !== gone)
    },
    180_000,
  )
