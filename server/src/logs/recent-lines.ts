// The newest lines of the log of this node, in memory. Standard output has them all.
import type { LogLevel, LogLine } from '@mediary/contract/operations/logs'

type Kept = { at: number; level: number; line: LogLine; size: number }
type Selection = {
  from: number
  until: number
  level: LogLevel
  transaction?: string | undefined
}

export type RecentLines = ReturnType<typeof recentLines>

const maxMeta = 16_384

/** Returns the store of the newest lines: at most this many, and at most this many characters. */
export function recentLines({ maxLines = 10_000, maxCharacters = 8_000_000 } = {}) {
  let kept: Kept[] = []
  let size = 0

  /** Removes the oldest tenth at once: to remove them one by one would copy the list for each new line. */
  const makeRoom = () => {
    while (kept.length > maxLines || size > maxCharacters) {
      const removed = kept.slice(0, Math.ceil(kept.length / 10))
      size -= removed.reduce((sum, one) => sum + one.size, 0)
      kept = kept.slice(removed.length)
    }
  }

  return {
    /** Adds one line of JSON, as pino writes it. */
    add(text: string) {
      const line = readLine(text)
      if (!line) return
      kept.push(line)
      size += line.size
      makeRoom()
    },

    /** Returns the selected lines in the order of time. The lines of other processes arrive a moment later than our own. */
    list({ from, until, level, transaction }: Selection): LogLine[] {
      return kept
        .filter(
          (one) =>
            one.at >= from &&
            one.at <= until &&
            one.level >= levelNumbers[level] &&
            (transaction === undefined || one.line.meta.transaction === transaction),
        )
        .toSorted((a, b) => a.at - b.at)
        .map(({ line }) => line)
    },
  }
}

const levelNumbers: Record<LogLevel, number> = { debug: 0, info: 30, warn: 40, error: 50 }

const toLevel = (number: number): LogLevel => {
  if (number >= levelNumbers.error) return 'error'
  if (number >= levelNumbers.warn) return 'warn'
  return number >= levelNumbers.info ? 'info' : 'debug'
}

function readLine(text: string): Kept | undefined {
  const { time, level, name, msg, ...fields } = parse(text)
  if (typeof time !== 'number' || typeof level !== 'number') return undefined
  const isLong = text.length > maxMeta
  return {
    at: time,
    level,
    size: Math.min(text.length, maxMeta),
    line: {
      timestamp: new Date(time).toISOString(),
      level: toLevel(level),
      label: String(name ?? ''),
      message: String(msg ?? '').slice(0, 1000),
      meta: isLong ? { shortened: true } : fields,
    },
  }
}

function parse(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}
