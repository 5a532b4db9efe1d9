import { basename } from 'node:path'
import { CommandError } from '../../platform/command-error.ts'

/** A place in a file. The offset in a compressed file counts the bytes behind the compression. */
export type Place = { file: string; offset: number }

/** Ends the import with one sentence that names the place. It never quotes the file, which holds data of patients. */
export function refuseDump({ file, offset }: Place, reason: string): never {
  throw new CommandError(`${basename(file)}, byte ${offset}: ${reason}.`)
}
