// Finds the files that the program opens by their path. The program runs from its sources or from the bundle in `dist`.
import { basename, join } from 'node:path'

const isBundled = !import.meta.filename.endsWith('.ts')
const serverFolder = join(import.meta.dirname, isBundled ? '..' : '../../..')

export const serverPackage = join(serverFolder, 'package.json')
export const consoleFolder = join(serverFolder, '../console')

/** Returns the file with which a process or thread begins. `source` is its path below `server/src`. */
export const entryPoint = (source: string): string =>
  isBundled ? join(serverFolder, 'dist', `${basename(source, '.ts')}.js`) : join(serverFolder, 'src', source)
