import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Arena, arena } from './arena.ts'
import type { Seeded } from './seeded.ts'
import { isRefused, type Scenario, trouble } from './trouble.ts'

// The journals of workers and the store are written with pwrite, body files with pwritev. Both kinds of files are synced with fdatasync.
const refusing = ['posix/io/rw/pwrite', 'posix/io/rw/pwritev', 'posix/io/sync/fdatasync'] as const
// The store is synced with it. That is met by the control process, when it takes over what the workers go on recording.
const unfelt = 'posix/io/sync/fsync'

/** libfiu stands between every process that has the store open and the system, and lets calls fail with the errors of a broken disk. */
export const brokenDisk: Scenario = async (run) => {
  const libraries = preload()
  if (!libraries) return { faults: [], figures: '', skipped: 'libfiu is not installed (Debian package fiu-utils)' }
  const pipes = mkdtempSync(join(tmpdir(), 'mediary-fiu-'))
  const prefix = join(pipes, 'control')
  // A process that libfiu stands before cannot start others: those that the first process starts have it, itself not.
  const env = {
    NODE_OPTIONS: '--import=data:text/javascript,process.env.LD_PRELOAD=process.env.PROOF_PRELOAD',
    PROOF_PRELOAD: libraries,
    FIU_CTRL_FIFO: prefix,
    MEDIARY_DURABILITY: 'full',
  }
  const scene = await arena({ seed: run.seed, connections: 8, workers: 2, env })
  const order = (pid: number, command: string) => execFileSync('fiu-ctrl', ['-f', prefix, '-c', command, String(pid)])
  try {
    return await trouble(
      scene,
      run,
      (draw) => breakDisk(scene, draw, order),
      () => mendDisk(scene, order),
    )
  } finally {
    await scene.end()
    rmSync(pipes, { recursive: true, force: true })
  }
}

type Order = (pid: number, command: string) => void

const withStore = (scene: Arena) => scene.program.everyProcess().filter(({ kind }) => kind !== 'primary')

async function breakDisk(scene: Arena, draw: Seeded, order: Order) {
  const probability = draw.pick([1, 0.3])
  for (const name of [draw.pick(refusing), ...draw.pick([[], [unfelt]])])
    for (const { pid } of withStore(scene)) order(pid, `enable_random name=${name},probability=${probability}`)
  await isRefused(scene)
  await pause(draw.below(500))
}

async function mendDisk(scene: Arena, order: Order) {
  for (const { pid } of withStore(scene)) for (const name of [...refusing, unfelt]) order(pid, `disable name=${name}`)
}

function preload() {
  const { stdout, status } = spawnSync('fiu-run', ['-n', '-x', 'true'], { encoding: 'utf8' })
  return status === 0 ? /LD_PRELOAD="([^"]+)"/.exec(stdout)?.[1]?.trim() : undefined
}
