const day = 86_400_000

/** Something that ends and that a person should renew before. */
export type Expiring = { kind: 'certificate' | 'credential'; id: string; name: string; end: number }

/** Days before an end on which people are told, the nearest first. */
const thresholds = [1, 7, 14, 30]

export const maxDays = Math.max(...thresholds)

/** Returns the threshold that has been reached last, and the days that are left; undefined when there is time, or it is over. */
export function findThreshold(end: number, now: number): { threshold: number; days: number } | undefined {
  const days = Math.ceil((end - now) / day)
  if (days <= 0) return undefined
  const threshold = thresholds.find((one) => days <= one)
  return threshold === undefined ? undefined : { threshold, days }
}
