import { z } from 'zod'
import type { Api } from '../api/endpoint.ts'
import { Find, Id, Timestamp } from '../api/shapes.ts'
import { because } from '../reasons.ts'

export const logLevels = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

/** One line of the log of this node. It holds no bodies and no credentials. */
export const LogLine = z.object({
  timestamp: Timestamp,
  level: z.enum(logLevels),
  label: z.string().describe('the process: supervisor, control or gateway'),
  message: z.string(),
  meta: z.record(z.string(), z.unknown()).describe('the fields of the line, such as transaction, channel and err'),
})
export type LogLine = z.infer<typeof LogLine>

const toInstant = (text: string) => (/^\d+$/.test(text) ? Number(text) : Date.parse(text))
const Instant = z
  .string()
  .max(100)
  .refine((text) => !Number.isNaN(toInstant(text)), because('must-be-instant'))
  .transform(toInstant)

const maxLines = 10_000

export const logsApi = {
  list: {
    method: 'GET',
    path: '/logs',
    summary: 'List the newest lines that the processes of this node logged, oldest first',
    permission: 'logs-view',
    query: z.object({
      from: Instant.optional().describe('five minutes ago when absent, and everything kept when `last` is given'),
      until: Instant.optional(),
      level: z.enum(logLevels).default('info').describe('this level and higher ones'),
      transaction: Id.optional().describe('only lines about this transaction'),
      start: z.coerce.number().int().min(0).max(1_000_000).default(0).describe('lines to skip, after all filters'),
      limit: z.coerce.number().int().min(1).max(maxLines).default(maxLines),
      last: z.coerce.number().int().min(1).max(maxLines).optional().describe('only the newest lines, this many'),
      find: Find,
    }),
    exported: { columns: ['timestamp', 'level', 'label', 'message', 'meta'], find: ['message', 'label', 'meta'] },
    response: z.array(LogLine),
  },
} as const satisfies Api
