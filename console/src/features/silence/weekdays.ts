import { useClock } from '../../lib/api/queries.ts'
import { formatList } from '../../lib/times.ts'

const day = 86_400_000
/** A Sunday. */
const sunday = 3 * day
const mondayFirst = [1, 2, 3, 4, 5, 6, 0]

/** Returns the names of the weekdays in the language of the console, Monday first. 0 is Sunday. */
export function useWeekdays() {
  const { language } = useClock()
  const format = new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' })
  const name = (weekday: number) => format.format(sunday + weekday * day)
  return {
    options: mondayFirst.map((weekday) => ({ value: String(weekday), label: name(weekday) })),
    format: (weekdays: readonly number[]) =>
      formatList(mondayFirst.filter((weekday) => weekdays.includes(weekday)).map(name), language),
  }
}
