/** Returns whether two values are the same as JSON. */
export const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

/** Merges a draft with the current values of the server: typed values stay, the others follow the server. */
export function mergeDraft<D extends object>(draft: D, before: D, now: D): D {
  const former = new Map<string, unknown>(Object.entries(before))
  const typed = Object.entries(draft).filter(([key, value]) => !isSame(value, former.get(key)))
  return { ...now, ...Object.fromEntries(typed) }
}

/** Returns only the changed properties. */
export function pickChanges<B extends object>(body: B, before: B) {
  const former = new Map<string, unknown>(Object.entries(before))
  return Object.fromEntries(Object.entries(body).filter(([key, value]) => !isSame(value, former.get(key))))
}
