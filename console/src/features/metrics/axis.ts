// The marks on the axes of a chart: round numbers, and round moments in the time zone of the reader.
import type { Offset } from '../../lib/times.ts'

const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000]
const steps = [
  ...[1, 5, 15, 30].map((count) => count * second),
  ...[1, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
  ...[1, 2, 5, 10].map((count) => count * day),
]
const months = [1, 2, 3, 6, 12, 24, 60]
const averageMonth = 30.44 * day

/** Returns the distance of round numbers, of which about `count` reach to `max`. */
export function findRoundStep(max: number, count: number): number {
  const rough = Math.max(max, 1) / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const factor = [1, 2, 5, 10].find((one) => one * power >= rough) ?? 10
  return Math.max(1, factor * power)
}

type Marks = { times: number[]; apart: number }

/** Returns at most about `count` round moments between two times, and how far apart they are. */
export function findRoundTimes(from: number, to: number, count: number, offset: Offset): Marks {
  const rough = Math.max(to - from, minute) / count
  const step = steps.find((one) => one >= rough)
  // What a clock on the wall shows at the moment that it shows this: the offset can change meanwhile.
  const toTime = (wall: number) => wall - offset(wall - offset(wall))
  const isWithin = (time: number) => time >= from && time <= to
  const [first, last] = [from + offset(from), to + offset(to)]
  if (step !== undefined) {
    const start = Math.ceil(first / step)
    const walls = Array.from({ length: Math.floor(last / step) - start + 1 }, (_, i) => (start + i) * step)
    return { times: walls.map(toTime).filter(isWithin), apart: step }
  }
  const each = months.find((one) => one * averageMonth >= rough) ?? 120
  const start = new Date(first)
  // `Date.UTC` takes the years below 100 for those of the last century.
  const begin = Math.floor(((start.getUTCFullYear() - 2000) * 12 + start.getUTCMonth()) / each) * each
  const length = Math.ceil((to - from) / (each * averageMonth)) + 2
  const walls = Array.from({ length }, (_, i) => Date.UTC(2000, begin + i * each))
  return { times: walls.map(toTime).filter(isWithin), apart: each * averageMonth }
}
