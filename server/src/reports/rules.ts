const [hour, day] = [3_600_000, 86_400_000]

/** Reports go out from this hour on, in the time zone of the metrics. */
const sendFrom = 7

/** The period of a report: from its first day to the start of the day after its last. `name`: its first day. */
export type Period = { kind: 'daily' | 'weekly'; from: number; to: number; name: string }

/** `findDayStart` and `nameDay` know the time zone. */
type Clock = { now: number; findDayStart: (at: number) => number; nameDay: (at: number) => string }

/** Returns the last whole day, or the last whole week (ISO 8601). */
export function findLastPeriod(kind: Period['kind'], { now, findDayStart, nameDay }: Clock): Period {
  // The middle of a day is in that day, also when the clock changes.
  const goBack = (start: number, days: number) => findDayStart(start + day / 2 - days * day)
  const today = findDayStart(now)
  const sinceMonday = (new Date(nameDay(today)).getUTCDay() + 6) % 7
  const to = kind === 'daily' ? today : goBack(today, sinceMonday)
  const from = goBack(to, kind === 'daily' ? 1 : 7)
  return { kind, from, to, name: nameDay(from) }
}

/** Returns the reports that are due: that of the day before, and on Mondays that of the week before. */
export function listDuePeriods(clock: Clock): Period[] {
  const { now, findDayStart, nameDay } = clock
  const today = findDayStart(now)
  if (now - today < sendFrom * hour) return []
  const isMonday = new Date(nameDay(today)).getUTCDay() === 1
  return isMonday ? [findLastPeriod('daily', clock), findLastPeriod('weekly', clock)] : [findLastPeriod('daily', clock)]
}
