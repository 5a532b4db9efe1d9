import { useState } from 'react'

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

/** What was typed stays; what was not touched follows what the server has now. */
export function mergeDraft<D extends object>(draft: D, before: D, now: D): D {
  const former = new Map<string, unknown>(Object.entries(before))
  const typed = Object.entries(draft).filter(([key, value]) => !isSame(value, former.get(key)))
  return { ...now, ...Object.fromEntries(typed) }
}

/** Only the parts that differ. */
export function pickChanges<B extends object>(body: B, before: B) {
  const former = new Map<string, unknown>(Object.entries(before))
  return Object.fromEntries(Object.entries(body).filter(([key, value]) => !isSame(value, former.get(key))))
}

/** What a person types over what the server has; `start` is what a new form begins with. */
export function useDraft<D extends object>(server: D, start = server) {
  const [{ draft, known }, set] = useState({ draft: start, known: server })
  const [seen, setSeen] = useState(server)
  if (!isSame(seen, server)) {
    setSeen(server)
    set({ draft: mergeDraft(draft, known, server), known: server })
  }
  return {
    draft,
    known,
    touched: !isSame(draft, known),
    change: (part: Partial<D>) => set((now) => ({ ...now, draft: { ...now.draft, ...part } })),
    /** The server took this: what was typed since is still to be saved. */
    taken: (sent: D) => set((now) => ({ ...now, known: sent })),
  }
}

/** What a form was opened over, and whether it has gone from the server since. */
export type EditTarget<T> = { value: T | undefined; gone: boolean }

/** What was found under a key, also after somebody else deleted it: the form over it stays. */
export function useEditTarget<T>(key: string | undefined, found: T | undefined): EditTarget<T> {
  const [last, setLast] = useState<{ key: string; value: T }>()
  if (key !== undefined && found !== undefined && (last?.key !== key || last.value !== found))
    setLast({ key, value: found })
  if (found !== undefined) return { value: found, gone: false }
  return last && last.key === key ? { value: last.value, gone: true } : { value: undefined, gone: false }
}
