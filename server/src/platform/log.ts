import { type Logger, pino } from 'pino'
import { toLogFields } from './log-fields.ts'

export type Log = Logger

/** JSON lines on standard output. Never a body, a credential or a patient identifier. */
export const logTo = (level: string, name: string): Log =>
  pino({ level, base: { name, pid: process.pid }, serializers: { err: toLogFields } })
