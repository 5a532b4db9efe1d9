// The values of the form of holidays, maintenance windows and rhythms.
import { readHolidays } from '@mediary/contract/operations/silence/holidays'
import type { MaintenanceWindow, SetRhythm, SilenceSettings } from '@mediary/contract/operations/silence/settings'

/** `from` and `until` are written as the field of a date and a time takes them, in UTC. */
export type WindowDraft = Pick<MaintenanceWindow, 'name' | 'from' | 'until' | 'weekly'> & { client: string }
export type RhythmDraft = { client: string; weekdays: number[]; hours: string; silentAfterHours: string }
export type SilenceDraft = { holidays: string; windows: WindowDraft[]; rhythms: RhythmDraft[] }

export const toDraft = ({ holidays, windows, rhythms }: SilenceSettings): SilenceDraft => ({
  holidays: holidays
    .map(({ day, name, yearly }) => [yearly ? `*${day.slice(4)}` : day, name].filter(Boolean).join(' '))
    .join('\n'),
  windows: windows.map(({ from, until, client = '', ...rest }) => ({
    ...rest,
    from: toLocalField(from),
    until: toLocalField(until),
    client,
  })),
  rhythms: rhythms.map(({ hours, silentAfterHours, ...rest }) => ({
    ...rest,
    hours: writeHours(hours),
    silentAfterHours: String(silentAfterHours),
  })),
})

const toLocalField = (instant: string) => new Date(instant).toISOString().slice(0, 16)

/** Returns what the API takes. */
export const toSettings = ({ holidays, windows, rhythms }: SilenceDraft): SilenceSettings => ({
  holidays: readHolidays(holidays).holidays,
  windows: windows.map(({ from, until, client, ...rest }) => ({
    ...rest,
    from: `${from}:00Z`,
    until: `${until}:00Z`,
    client: client || undefined,
  })),
  rhythms: rhythms.map(
    ({ hours, silentAfterHours, ...rest }): SetRhythm => ({
      ...rest,
      hours: readHours(hours),
      silentAfterHours: Number(silentAfterHours),
    }),
  ),
})

/** Writes hours as ranges: 8-12, 14. */
function writeHours(hours: readonly number[]): string {
  const ranges: [number, number][] = []
  for (const hour of [...hours].sort((one, other) => one - other)) {
    const last = ranges.at(-1)
    if (last && last[1] === hour - 1) last[1] = hour
    else ranges.push([hour, hour])
  }
  return ranges.map(([from, until]) => (from === until ? `${from}` : `${from}-${until}`)).join(', ')
}

/** Reads ranges of hours. What is no number is refused by the server. */
const readHours = (text: string): number[] =>
  text.split(',').flatMap((part) => {
    const [from = Number.NaN, until = from] = part
      .split('-')
      .map((one) => (one.trim() === '' ? Number.NaN : Number(one)))
    if (!(until >= from) || until - from > 23) return [from]
    return Array.from({ length: until - from + 1 }, (_, i) => from + i)
  })
