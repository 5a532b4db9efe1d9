import { setTimeout as pause } from 'node:timers/promises'
import { startPostgres } from '../../server/src/testing/postgres.ts'
import { killQuietly } from '../processes.ts'
import { smallDisk } from '../small-disk.ts'
import { until } from '../until.ts'
import { arena } from './arena.ts'
import { brokenDisk } from './broken-disk.ts'
import { powerLoss } from './power-loss.ts'
import type { Seeded } from './seeded.ts'
import { isRefused, type Scenario, trouble } from './trouble.ts'

const diskFull: Scenario = async (run) => {
  const disk = smallDisk(200)
  if (!disk) return { faults: [], figures: '', skipped: 'a small disk can only be made as root' }
  const scene = await arena({ seed: run.seed, connections: 8, workers: 2, folder: disk.folder })
  try {
    const fill = async (draw: Seeded) => {
      disk.fill()
      await isRefused(scene)
      await pause(draw.below(500))
    }
    return await trouble(scene, run, fill, async () => disk.free())
  } finally {
    await scene.end()
    disk.remove()
  }
}

const databaseGone: Scenario = async (run) => {
  const cluster = await startPostgres()
  const scene = await arena({ seed: run.seed, connections: 8, workers: 2, databaseUrl: cluster.url })
  try {
    const stop = async (draw: Seeded) => {
      await cluster.halt(draw.pick(['SIGINT', 'SIGQUIT']))
      await isRefused(scene)
      // What dies meanwhile cannot be replaced before the database is back.
      const dying = draw.pick(['nobody', 'worker', 'control'])
      for (const { pid, kind } of scene.program.everyProcess()) if (kind === dying) killQuietly(pid)
      await pause(draw.below(1000))
    }
    return await trouble(scene, run, stop, cluster.start)
  } finally {
    await scene.end()
    await cluster.stop()
  }
}

const upstreamCuts: Scenario = async ({ seed, rounds }) => {
  const scene = await arena({ seed, connections: 8, workers: 2, cuts: 20 })
  try {
    scene.startClients()
    const goal = 100 * rounds
    await until('enough has been answered', () => scene.clients().answered() > goal, 120_000)
    const cut = /^(127\.0\.0\.1:\d+ closed the connection before (it answered|its answer ended)|Interrupted: )/
    const { faults, requests, answered, records } = await scene.compare({ refused: [502], errors: cut })
    return { faults, figures: `${requests} requests, ${answered} answered whole, ${records} recorded` }
  } finally {
    await scene.end()
  }
}

export const scenarios = {
  'the disk is full': diskFull,
  'writes and fsync fail': brokenDisk,
  'PostgreSQL stops and comes back': databaseGone,
  'upstreams break off in the middle': upstreamCuts,
  'power is lost': powerLoss,
} satisfies Record<string, Scenario>
