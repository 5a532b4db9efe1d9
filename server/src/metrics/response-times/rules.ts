// Counts response times in buckets that grow by a tenth, so that percentiles can be told of any span of time and of any
// number of channels and nodes together: counts of the same buckets add up. See decision 0047.

/** The number of requests in each bucket of response times. The index is that of the bucket. */
export type ResponseTimes = number[]

/** A percentile differs from the true one by at most this part of it. */
const maxError = 0.05

const growth = (1 + maxError) / (1 - maxError)
const perUnit = 1 / Math.log(growth)
/** More than a day; such requests share the last bucket. */
const lastBucket = 190

/** Returns the bucket of a time in milliseconds. The first one holds what took no time at all. */
const findBucket = (milliseconds: number) =>
  milliseconds < 1 ? 0 : Math.min(lastBucket, 1 + Math.ceil(Math.log(milliseconds) * perUnit))

/** Returns the time that stands for a bucket, in milliseconds. */
const toMilliseconds = (bucket: number) => (bucket === 0 ? 0 : (2 * growth ** (bucket - 1)) / (growth + 1))

/** Counts one request. */
export function countTime(times: ResponseTimes, milliseconds: number) {
  const bucket = findBucket(milliseconds)
  while (times.length <= bucket) times.push(0)
  times[bucket] = (times[bucket] ?? 0) + 1
}

/** Returns the counts of both. */
export const addTimes = (a: ResponseTimes, b: ResponseTimes): ResponseTimes =>
  a.length < b.length ? addTimes(b, a) : a.map((count, bucket) => count + (b[bucket] ?? 0))

/** Returns the time within which a part of the requests was answered, in milliseconds; undefined without requests. */
export function readPercentile(times: ResponseTimes, part: number): number | undefined {
  const rank = Math.max(1, Math.ceil(part * times.reduce((sum, count) => sum + count, 0)))
  let seen = 0
  for (const [bucket, count] of times.entries()) {
    seen += count
    if (seen >= rank) return toMilliseconds(bucket)
  }
  return undefined
}

/** Writes counts as a text for the store: `12:3 13:40`, a bucket and its count, without the empty ones. */
export const writeTimes = (times: ResponseTimes): string =>
  times.flatMap((count, bucket) => (count > 0 ? [`${bucket}:${count}`] : [])).join(' ')

/** Reads what `writeTimes` has written. */
export function parseTimes(text: string | null): ResponseTimes {
  const times: ResponseTimes = []
  for (const [, bucket, count] of (text ?? '').matchAll(/(\d+):(\d+)/g)) {
    while (times.length <= Number(bucket)) times.push(0)
    times[Number(bucket)] = Number(count)
  }
  return times
}
