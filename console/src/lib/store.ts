import { useSyncExternalStore } from 'react'

/** Creates an observable value that several parts of the page share. */
export function createStore<T>(initial: T) {
  let value = initial
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    set(next: T) {
      if (Object.is(next, value)) return
      value = next
      for (const listener of listeners) listener()
    },
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
type Store<T> = ReturnType<typeof createStore<T>>

export const useStore = <T>({ subscribe, get }: Store<T>) => useSyncExternalStore(subscribe, get)
