// Learns how often a client sends, and decides since when it is silent. Hours are counted from 1970.

/** Hours from which a rhythm is learned: four weeks. */
export const learnedFrom = 28 * 24
const day = 24
/** A rhythm needs this many days with requests, except one of the last kind, which needs intervals. */
const minDays = 3
const minHistory = 14 * day
/** The expected number of false notices of a client in a quarter. */
const maxFalse = 0.1
const quarter = 91

/** The place of an hour in the time zone of the installation. `day` counts days. */
type Local = { day: number; weekday: number; hour: number }

/** `isClosed`: a holiday or a maintenance window, which says nothing about the client. */
export type Calendar = { toLocal: (hour: number) => Local; isClosed: (hour: number) => boolean }

/**
 * The rhythm of a client. `hours`: it sends in each of these hours of these weekdays. `days`: it sends on each of these weekdays.
 * `interval`: hours between two requests, at most and usually. `misses` and `grace` are what makes a silence: expected hours or days without a request, or
 * hours beyond the interval.
 */
export type Rhythm =
  | { kind: 'hours'; weekdays: number[]; hours: number[]; misses: number }
  | { kind: 'days'; weekdays: number[]; until: number; misses: number }
  | { kind: 'interval'; interval: number; usual: number; grace: number }

/** The hours in which a client has sent requests, in order. */
type ActiveHours = readonly number[]

/** A history that a rhythm is learned from: the hours `from` to below `until`, which is the last request: a silence that goes on is no part of it. */
type History = { active: ActiveHours; from: number; until: number }

/** Learns the finest rhythm that a history shows; undefined when it is too short or shows none. */
export function learnRhythm(history: History, calendar: Calendar): Rhythm | undefined {
  const active = history.active.filter(
    (hour) => hour >= history.from && hour < history.until && !calendar.isClosed(hour),
  )
  const first = active[0]
  if (first === undefined || history.until - first < minHistory) return undefined
  const days = listDays({ ...history, from: Math.max(history.from, first), active }, calendar)
  const weekdays = findWeekdays(days)
  const expected = days.filter(({ weekday }) => weekdays.includes(weekday))
  return learnHours(expected, weekdays) ?? learnDays(expected, weekdays) ?? learnInterval(active, calendar)
}

/** A day of a history: its hours with requests, and the hours in which requests were possible. */
type Day = { weekday: number; active: Set<number>; open: Set<number> }

/** Lists the days of a history that were not closed, each with its hours. */
function listDays({ active, from, until }: History, { toLocal, isClosed }: Calendar): Day[] {
  const days = new Map<number, Day>()
  const sent = new Set(active)
  for (let hour = from; hour < until; hour++) {
    if (isClosed(hour)) continue
    const local = toLocal(hour)
    const known = days.get(local.day) ?? { weekday: local.weekday, active: new Set(), open: new Set() }
    days.set(local.day, known)
    known.open.add(local.hour)
    if (sent.has(hour)) known.active.add(local.hour)
  }
  // Of a day that was closed for a part, only requests tell something.
  return [...days.values()].filter(({ open, active: sent }) => open.size >= day - 1 || sent.size > 0)
}

const countWhere = <T>(items: readonly T[], test: (item: T) => boolean) => items.filter(test).length

/** The weekdays on which the client has nearly always sent. */
const findWeekdays = (days: readonly Day[]) =>
  [0, 1, 2, 3, 4, 5, 6].filter((weekday) => {
    const same = days.filter((one) => one.weekday === weekday)
    return same.length >= 2 && countWhere(same, ({ active }) => active.size > 0) / same.length >= 0.7
  })

const minHoursADay = 4
const minMissedHours = 3

function learnHours(days: readonly Day[], weekdays: number[]): Rhythm | undefined {
  const used = days.filter(({ active }) => active.size > 0)
  if (used.length < minDays) return undefined
  const hours = Array.from({ length: day }, (_, hour) => hour).filter(
    (hour) => countWhere(used, ({ active }) => active.has(hour)) / used.length >= 0.9,
  )
  if (hours.length < minHoursADay) return undefined
  const outcomes = days.flatMap(({ active, open }) =>
    hours.filter((hour) => open.has(hour)).map((hour) => active.has(hour)),
  )
  const perQuarter = (hours.length * weekdays.length * quarter) / 7
  return { kind: 'hours', weekdays, hours, misses: Math.max(minMissedHours, countMisses(outcomes, perQuarter)) }
}

/** Rare days are better told by the interval between them. */
const minWeekdays = 2

function learnDays(days: readonly Day[], weekdays: number[]): Rhythm | undefined {
  if (weekdays.length < minWeekdays || days.length < minDays) return undefined
  const outcomes = days.map(({ active }) => active.size > 0)
  const latest = Math.max(...days.flatMap(({ active }) => [...active]))
  return {
    kind: 'days',
    weekdays,
    until: Math.min(latest + 2, day),
    misses: countMisses(outcomes, (weekdays.length * quarter) / 7),
  }
}

/**
 * Returns how many misses in a row are a silence: so many that chance gives them rarely, and more than there have been. A client that is
 * away misses several in a row, so the longest run counts beside the rate.
 */
function countMisses(outcomes: readonly boolean[], perQuarter: number): number {
  const missed = countWhere(outcomes, (sent) => !sent)
  const rate = (missed + 0.5) / (outcomes.length + 1)
  const byChance = Math.ceil(Math.log(maxFalse / perQuarter) / Math.log(rate))
  return Math.max(1, byChance, findLongestRun(outcomes) + 1)
}

function findLongestRun(outcomes: readonly boolean[]): number {
  let maxRun = 0
  let run = 0
  for (const sent of outcomes) {
    run = sent ? 0 : run + 1
    maxRun = Math.max(maxRun, run)
  }
  return maxRun
}

const minIntervals = 3

function learnInterval(active: ActiveHours, calendar: Calendar): Rhythm | undefined {
  const pauses = active
    .slice(1)
    .map((hour, i) => ({ from: active[i] ?? hour, until: hour }))
    .filter(({ from, until }) => until - from > 1)
  const lengths = pauses.map(({ from, until }) => until - from).sort((one, other) => one - other)
  const usual = lengths[Math.floor((lengths.length - 1) / 2)] ?? 1
  const known = pauses.map(({ from, until }) => ({
    open: countOpen(from, until, calendar),
    excused: countExcused(from, until, usual, calendar),
  }))
  if (known.reduce((sum, { excused }) => sum + 1 + excused, 0) < minIntervals) return undefined
  const interval = Math.max(...known.map(({ open, excused }) => open - excused * usual))
  return { kind: 'interval', interval, usual, grace: Math.ceil(interval / 2) + day }
}

/** Counts the requests of a pause that were due at a closed hour: each may come a whole interval later. */
function countExcused(from: number, until: number, usual: number, { isClosed }: Calendar): number {
  let excused = 0
  for (let due = from + usual; due < until; due += usual) if (isClosed(due)) excused++
  return excused
}

/** Counts the hours after `from` up to `until` that were not closed. */
function countOpen(from: number, until: number, { isClosed }: Calendar): number {
  let open = 0
  for (let hour = from + 1; hour <= until; hour++) if (!isClosed(hour)) open++
  return open
}

/**
 * Returns the hour at whose end a client is silent, if it has sent nothing since `last`; undefined when that is after `now`. The hour `now`
 * is over.
 */
export function findSilence(rhythm: Rhythm, last: number, now: number, calendar: Calendar): number | undefined {
  const isMissed = buildMissed(rhythm, last, calendar)
  let limit = rhythm.kind === 'interval' ? rhythm.interval + rhythm.grace : rhythm.misses
  let missed = 0
  for (let hour = last + 1; hour <= now; hour++) {
    if (isMissed(hour)) missed++
    // What was due at a closed hour is due an interval later.
    if (rhythm.kind === 'interval' && (hour - last) % rhythm.usual === 0 && calendar.isClosed(hour))
      limit += rhythm.usual
    if (missed >= limit) return hour
  }
  return undefined
}

/** Returns the function that tells if the end of an hour is one more miss. */
function buildMissed(rhythm: Rhythm, last: number, calendar: Calendar): (hour: number) => boolean {
  const { toLocal, isClosed } = calendar
  if (rhythm.kind === 'interval') return (hour) => !isClosed(hour)
  if (rhythm.kind === 'hours')
    return (hour) => {
      const local = toLocal(hour)
      return !isClosed(hour) && rhythm.weekdays.includes(local.weekday) && rhythm.hours.includes(local.hour)
    }
  const lastDay = toLocal(last).day
  return (hour) => {
    const local = toLocal(hour)
    if (local.day === lastDay || local.hour !== Math.min(rhythm.until, day - 1)) return false
    return !isClosed(hour) && rhythm.weekdays.includes(local.weekday)
  }
}

const minErrors = 10
const manyTimes = 10

/** Tells if a client has ten times its usual errors: those of a day beside the average day. */
export const hasManyErrors = (errorsOfDay: number, errorsBefore: number, daysBefore: number) =>
  daysBefore > 0 && errorsOfDay >= minErrors && errorsOfDay >= (manyTimes * errorsBefore) / daysBefore
