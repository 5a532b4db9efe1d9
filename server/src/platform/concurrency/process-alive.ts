import { isFileError } from '../files/is-file-error.ts'

/** Tells whether a process of this machine lives. */
export function isAlive(pid: number) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return isFileError(error, 'EPERM')
  }
}
