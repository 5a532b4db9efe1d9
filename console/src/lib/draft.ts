import { useState } from 'react'
import { isSame, mergeDraft } from './changes.ts'

/** The draft of a form over the values of the server. A new form begins with `start`. */
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
    /** Marks the sent values as saved. What was typed since is still unsaved. */
    taken: (sent: D) => set((now) => ({ ...now, known: sent })),
  }
}

/** The record that a form edits, and whether it has been deleted since. */
export type EditTarget<T> = { value: T | undefined; gone: boolean }

/** Returns the record under a key. It stays after somebody else deletes it, so that its form stays open. */
export function useEditTarget<T>(key: string | undefined, found: T | undefined): EditTarget<T> {
  const [last, setLast] = useState<{ key: string; value: T }>()
  if (key !== undefined && found !== undefined && (last?.key !== key || last.value !== found))
    setLast({ key, value: found })
  if (found !== undefined) return { value: found, gone: false }
  return last && last.key === key ? { value: last.value, gone: true } : { value: undefined, gone: false }
}
