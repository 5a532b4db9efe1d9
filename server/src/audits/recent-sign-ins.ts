const oneHour = 3_600_000
const maxRemembered = 10_000

/** Remembers which programs have called from which address in the last hour: each of them signs in once. */
export function recentSignIns(now: () => number = Date.now) {
  const seen = new Map<string, number>()
  return {
    isNew(user: string, address: string): boolean {
      const key = `${user} ${address}`
      if ((seen.get(key) ?? 0) > now() - oneHour) return false
      seen.delete(key)
      seen.set(key, now())
      for (const oldest of seen.keys()) {
        if (seen.size <= maxRemembered) break
        seen.delete(oldest)
      }
      return true
    },
  }
}
