import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../../server/src/platform/database/database.ts'
import { takeOverAndRemove } from '../../server/src/transactions/index.ts'
import { until } from '../until.ts'
import { type Arena, arena } from './arena.ts'
import { storeHistory } from './store-history.ts'
import type { Scenario } from './trouble.ts'

/**
 * Power is lost. What is left is what was synced: with `normal` in the worst case nothing of the write-ahead log since
 * the last checkpoint and nothing of the journals, with `full` every commit that returned, since none returns before its sync (see
 * brokenDisk).
 */
export const powerLoss: Scenario = async ({ seed, rounds }) => {
  const results: (Awaited<ReturnType<typeof cutPower>> & { durability: string })[] = []
  for (const durability of ['normal', 'full'] as const) {
    const scene = await arena({ seed, connections: 8, workers: 2, env: { MEDIARY_DURABILITY: durability } })
    const place = mkdtempSync(join(tmpdir(), 'mediary-power-'))
    try {
      scene.startClients()
      for (let round = 0; round < rounds; round++)
        results.push({
          durability,
          ...(await cutPower(scene, { place: join(place, String(round)), synced: durability === 'full' })),
        })
    } finally {
      await scene.end()
      rmSync(place, { recursive: true, force: true })
    }
  }
  const countMaxLost = (durability: string) =>
    Math.max(...results.filter((one) => one.durability === durability).map(({ lost }) => lost))
  return {
    faults: results
      .flatMap(({ faults }) => faults)
      .concat(countMaxLost('full') > 0 ? [`full durability lost ${countMaxLost('full')} answers`] : []),
    figures: `${rounds} times each: with "normal" at countMaxLost ${countMaxLost('normal')} answers of the last moments were lost, with "full" ${countMaxLost('full')}; the store was whole each time`,
  }
}

async function cutPower(scene: Arena, { place, synced }: { place: string; synced: boolean }) {
  const { clients, program, url } = scene
  const answered = clients().answered()
  await until('there is load', () => clients().answered() > answered + 100, 60_000)
  const processes = program.everyProcess()
  const signal = (name: 'SIGSTOP' | 'SIGCONT') => processes.forEach(({ pid }) => void process.kill(pid, name))
  await until('it stands still between two checkpoints', async () => {
    signal('SIGSTOP')
    await until('every process has stopped', () => processes.every(({ pid }) => isStopped(pid)))
    if (!isCheckpointing(url) && isWholeWithoutLog(url)) return true
    signal('SIGCONT')
    return false
  })
  copyFileSync(url, place)
  cpSync(`${url}-bodies`, `${place}-bodies`, { recursive: true })
  leaveJournals(`${place}-bodies`, synced)
  if (synced) copyFileSync(`${url}-wal`, `${place}-wal`)
  const known = clients().sent.flatMap(({ answered }) => (answered?.status === 200 ? [answered.transactionId] : []))
  signal('SIGCONT')
  const check = execFileSync(process.execPath, ['-e', integrity, place], { encoding: 'utf8' }).trim()
  await takeOverCopy(place)
  // Its status may still wait for a second route: what was answered must be there.
  const kept = new Map((await storeHistory(place, '')).map((one) => [one.id, one.responseStatus]))
  const lost = known.filter((id) => kept.get(id ?? '') !== 200).length
  return { lost, faults: check === 'ok' ? [] : [`the store was damaged: ${check}`] }
}

/** After a loss of power none of the processes is there that wrote the journals. */
function leaveJournals(folder: string, synced: boolean) {
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.journal')))
    if (synced) renameSync(join(folder, name), join(folder, name.replace(/-\d+/, `-${noProcess}`)))
    else rmSync(join(folder, name))
}

/** Linux gives no process an id so large. */
const noProcess = 2 ** 22 + 1

/** What the next start does. */
async function takeOverCopy(place: string) {
  const database = openDatabase(place)
  try {
    await takeOverAndRemove(database)
  } finally {
    await database.close()
  }
}

/** A signal takes its time: what still runs may begin a checkpoint, and the log anew, between the copies of the two files. */
const isStopped = (pid: number) =>
  readdirSync(`/proc/${pid}/task`).every((task) => /\) T /.test(readFileSync(`/proc/${pid}/task/${task}/stat`, 'utf8')))

/** Half a checkpoint is whole only together with the log, which was synced before it began: here the log is what is lost. */
function isCheckpointing(url: string) {
  const { ino } = statSync(`${url}-shm`)
  // WAL_CKPT_LOCK of SQLite's file format is byte 121.
  return readFileSync('/proc/locks', 'utf8')
    .split('\n')
    .some((line) => line.includes(`:${ino} 121 `))
}

/**
 * A checkpoint that a reader holds back leaves out the pages that have changed since: until the next one, the file is whole
 * only together with the log, which was synced before. Tells if the file holds the last version of every page that the log
 * has given to it.
 */
function isWholeWithoutLog(url: string) {
  const log = readFileSync(`${url}-wal`)
  const file = readFileSync(url)
  // SQLite's file format, §4.1 and §4.2: the size of a page; a head of 32 bytes, and of 24 for each frame.
  const pageSize = log.readUInt32BE(8)
  const toFrame = (n: number) => 32 + n * (24 + pageSize)
  // walformat.html §2.1.3: nBackfill, in the byte order of the machine.
  const moved = readFileSync(`${url}-shm`).readUInt32LE(96)
  const lastFrames = new Map<number, number>()
  for (let n = 0; n < moved; n++) lastFrames.set(log.readUInt32BE(toFrame(n)), n)
  return [...lastFrames].every(([page, n]) => {
    const at = toFrame(n) + 24
    return file.subarray((page - 1) * pageSize, page * pageSize).equals(log.subarray(at, at + pageSize))
  })
}

const integrity = `const { DatabaseSync } = require('node:sqlite')
console.log(Object.values(new DatabaseSync(process.argv[1]).prepare('pragma integrity_check').get())[0])`
