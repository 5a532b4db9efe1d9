// The hours that say nothing about a client: holidays and maintenance windows that people have entered.
import type { MaintenanceWindow, SilenceSettings } from '@mediary/contract/operations/silence/settings'
import type { Calendar } from './rules.ts'
import { hourLength } from './store.ts'

const dayLength = 24 * hourLength
const week = 7 * 24

/** Returns the function that tells, for a client, if an hour is closed. */
export function buildClosed({ holidays, windows }: SilenceSettings, toLocal: Calendar['toLocal']) {
  const once = new Set(holidays.filter(({ yearly }) => !yearly).map(({ day }) => day))
  const yearly = new Set(holidays.filter((holiday) => holiday.yearly).map(({ day }) => day.slice(5)))
  const days = new Map<number, boolean>()
  const isHoliday = (hour: number) => {
    const { day } = toLocal(hour)
    const known = days.get(day)
    if (known !== undefined) return known
    const date = new Date(day * dayLength).toISOString().slice(0, 10)
    const is = once.has(date) || yearly.has(date.slice(5))
    days.set(day, is)
    return is
  }
  const ofAll = windows.filter(({ client }) => client === undefined).map((one) => toTest(one, toLocal))
  const ofOne = Map.groupBy(
    windows.filter(({ client }) => client !== undefined),
    ({ client }) => client,
  )
  return (client: string) => {
    const tests = [...ofAll, ...(ofOne.get(client) ?? []).map((one) => toTest(one, toLocal))]
    return (hour: number) => isHoliday(hour) || tests.some((test) => test(hour))
  }
}

/** An hour is part of a window when some of it is. A weekly window keeps its local time when the clock changes. */
function toTest({ from, until, weekly }: MaintenanceWindow, toLocal: Calendar['toLocal']) {
  const first = Math.floor(Date.parse(from) / hourLength)
  const end = Math.ceil(Date.parse(until) / hourLength)
  if (!weekly) return (hour: number) => hour >= first && hour < end
  const toWeekHour = (hour: number) => {
    const local = toLocal(hour)
    return local.weekday * 24 + local.hour
  }
  const start = toWeekHour(first)
  return (hour: number) => hour >= first && (toWeekHour(hour) - start + week) % week < end - first
}
