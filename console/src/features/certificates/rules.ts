const soonMilliseconds = 30 * 86_400_000

/** Whether a certificate has ended, ends within a month, or later. */
export const endsHow = (end: string, now: number) => {
  const left = Date.parse(end) - now
  if (left <= 0) return 'over'
  return left < soonMilliseconds ? 'soon' : 'later'
}
