import { CommandError } from '../platform/command-error.ts'
import { NoPrimaryError } from '../platform/database/postgres/primary.ts'
import type { Settings } from '../settings/settings.ts'
import { databaseUrl } from './places.ts'

/** Explains in one sentence why the program cannot start, or returns undefined when the cause is not known. */
export function explain(error: unknown, settings: Settings): string | undefined {
  if (!(error instanceof Error)) return undefined
  if (error instanceof CommandError) return error.message
  const { code = '', port, path, syscall }: NodeJS.ErrnoException & { port?: number } = error
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken by another program: end it, or choose another port with ${findSetting(port, settings)}.`
    case 'EADDRNOTAVAIL':
      return `This machine does not have the address that Mediary should listen on (port ${port}).`
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return port
        ? `Port ${port} may not be opened by this user: choose one above 1023.`
        : `${path ?? settings.data} cannot be written: check its owner and mode, or choose another folder with MEDIARY_DATA.`
    case 'ENOENT':
      return syscall !== 'mkdir' ? undefined : `${path} cannot be made: choose another folder with MEDIARY_DATA.`
    case 'ENOTDIR':
    case 'EEXIST':
      return `${settings.data} is not a folder: choose another one with MEDIARY_DATA.`
    case 'ENOSPC':
      return `The disk of ${settings.data} is full.`
    default:
      return ofDatabase(error, code, settings)
  }
}

function findSetting(port: number | undefined, { api, router }: Settings) {
  if (port === api.port) return 'MEDIARY_API_PORT'
  return port === router.httpsPort ? 'MEDIARY_ROUTER_HTTPS_PORT' : 'MEDIARY_ROUTER_HTTP_PORT'
}

const refusedByPostgres: Record<string, string> = {
  '28P01': 'refuses the password',
  '28000': 'refuses the user',
  '3D000': 'has no database of that name',
  '53300': 'has no connection left',
}

function ofDatabase(error: Error, code: string, settings: Settings) {
  const where = withoutPassword(databaseUrl(settings))
  if (
    ['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'EAI_AGAIN', 'EHOSTUNREACH', 'ECONNRESET'].includes(code) ||
    /timeout exceeded when trying to connect/.test(error.message)
  ) {
    return `The database at ${where} does not answer (DATABASE_URL).`
  }
  if (error instanceof NoPrimaryError)
    return `No host of ${where} takes writes: ${error.message}. Promote a standby, or name the primary, too (DATABASE_URL).`
  if (refusedByPostgres[code]) return `The database at ${where} ${refusedByPostgres[code]} (DATABASE_URL).`
  if (code === 'ERR_SQLITE_ERROR') {
    if (/not a database|malformed/.test(error.message)) return `${where} is not an SQLite database, or is damaged.`
    if (/unable to open|readonly/.test(error.message))
      return `${where} cannot be opened for writing: check its owner and mode.`
    if (/full/.test(error.message)) return `The disk of ${where} is full.`
  }
  return undefined
}

function withoutPassword(url: string) {
  return url.replace(/^(\w+:\/\/)[^@/]*@/, '$1')
}
