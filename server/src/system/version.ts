import { readFileSync } from 'node:fs'
import { serverPackage } from '../platform/files/program-files.ts'

/** The version of this program, from its package. */
export const version: string = JSON.parse(readFileSync(serverPackage, 'utf8')).version
