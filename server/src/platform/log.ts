import { type Logger, pino } from 'pino'
import { toLogFields } from './log-fields.ts'

export type Log = Logger

/** JSON lines on standard output. Never a body, a credential or a patient identifier. `also` gets each line too. */
export function logTo(level: string, name: string, also?: (line: string) => void): Log {
  const options = { level, base: { name, pid: process.pid }, serializers: { err: toLogFields } }
  if (!also) return pino(options)
  const output = pino.destination(1)
  return pino(options, {
    write(line: string) {
      output.write(line)
      also(line)
    },
  })
}
