const [hour, day] = [3_600_000, 86_400_000]

/** Reports go out from this hour on, in the time zone of the metrics. */
const sendFrom = 7

/** The period of a report: from its first day to the start of the day after its last. `name`: its first day. */
export type Period = { kind: 'daily' | 'weekly'; from: number; to: number; name: string }

/** `findDayStart` and `nameDay` know the time zone. */
type Clock = { now: number; findDayStart: (at: number) => number; nameDay: (at: number) => string }

/** Returns the reports that are due: that of the day before, and on Mondays that of the week before (ISO 8601). */
export function listDuePeriods({ now, findDayStart, nameDay }: Clock): Period[] {
  const today = findDayStart(now)
  if (now - today < sendFrom * hour) return []
  // The middle of a day is in that day, also when the clock changes.
  const goBack = (days: number) => findDayStart(today + day / 2 - days * day)
  const toPeriod = (kind: Period['kind'], from: number): Period => ({ kind, from, to: today, name: nameDay(from) })
  const daily = toPeriod('daily', goBack(1))
  const isMonday = new Date(nameDay(today)).getUTCDay() === 1
  return isMonday ? [daily, toPeriod('weekly', goBack(7))] : [daily]
}
