import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isAlive } from '../concurrency/process-alive.ts'

/** A journal file. It has the number of the body file to which its process writes at the same time. */
export type Journal = { file: number; pid: number }

const fileName = /^(\d{1,15})-(\d{1,10})\.journal$/

export const toJournalPath = (folder: string, { file, pid }: Journal) => join(folder, `${file}-${pid}.journal`)

/** Lists the journals of all processes in the order in which they were begun. */
export function listJournals(folder: string): Journal[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .flatMap((name) => {
      const [, file, pid] = fileName.exec(name) ?? []
      return file && pid ? [{ file: Number(file), pid: Number(pid) }] : []
    })
    .sort((a, b) => a.file - b.file)
}

/**
 * Tells whether nothing more will be written to a journal: its process has begun another one, or it has ended. A process that cannot be seen
 * writes to the newest journal of its id only, whoever has that id now.
 */
export const isLeft = ({ file, pid }: Journal, all: readonly Journal[]) =>
  all.some((other) => other.pid === pid && other.file > file) || !isAlive(pid)

/** Tells whether the process of a body file still writes to it, or has written what SQLite does not have. */
export const hasJournal = (folder: string, file: number) =>
  listJournals(folder).some((journal) => journal.file === file)
