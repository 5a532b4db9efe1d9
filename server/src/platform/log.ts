import { type Logger, pino } from 'pino'

export type Log = Logger

/** JSON lines on standard output. Never a body, a credential or a patient identifier. */
export const logTo = (level: string, name: string): Log => pino({ level, base: { name, pid: process.pid } })
